package org.doorstep

import android.app.Application
import android.content.Context
import java.io.File
import java.time.Instant
import java.time.LocalDate
import org.doorstep.bound.BoundEntrance
import org.doorstep.device.AndroidVault
import org.doorstep.device.BootClock
import org.doorstep.device.Camera2Still
import org.doorstep.device.KeptLock
import org.doorstep.device.PhoneClock
import org.doorstep.device.PhoneKeys
import org.doorstep.device.PhoneLocation
import org.doorstep.device.PhoneRadio
import org.doorstep.device.PhoneRecognition
import org.doorstep.device.Recognition
import org.doorstep.device.Sight
import org.doorstep.device.StillCamera
import org.doorstep.device.Unattended
import org.doorstep.device.WatchedEntrance
import org.doorstep.presenter.Work
import org.doorstep.presenter.core.Core
import org.doorstep.presenter.core.Location
import org.doorstep.presenter.launch.Door
import org.doorstep.presenter.launch.Entrance
import org.doorstep.presenter.launch.Opening
import org.doorstep.presenter.lock.Lock
import org.doorstep.presenter.lock.Pbkdf2

/** What lives as long as the process: the core, once it is open, and the thread beside the drawing one. */
class DoorstepApplication : Application() {
    /** Replaced by a test's. */
    var work: Work = PhoneWork()
    var today: () -> LocalDate = LocalDate::now
    var now: () -> Instant = Instant::now
    lateinit var entrance: Entrance

    /** Where the phone is. */
    lateinit var location: Location

    /** What goes on beside the screens. */
    lateinit var unattended: Unattended
        private set

    /** For what may take minutes: beside everything else. */
    var aside: (() -> Unit) -> Unit = { job -> Thread(job, "doorstep-aside").start() }

    /** The phone's camera; none on a phone without. */
    var camera: (Context) -> StillCamera? = Camera2Still::find

    /** Whether the person has to show who they are before anything is drawn. */
    lateinit var lock: Lock

    /** Whom the phone knows by a finger or a face. */
    lateinit var recognition: Recognition

    val door = Door({ entrance }) { work }

    override fun onCreate() {
        super.onCreate()
        location = PhoneLocation(this)
        unattended = Unattended(this)
        unattended.begin()
        recognition = PhoneRecognition(this)
        lock = Lock(KeptLock(this), BootClock(this), Pbkdf2())
        registerActivityLifecycleCallbacks(Sight(came = { lock.returned() }, left = { lock.left() }))
        val radio = PhoneRadio(this)
        val keys = PhoneKeys(File(noBackupFilesDir, "keys"), AndroidVault(this))
        val core = BoundEntrance(File(noBackupFilesDir, "doorstep"), keys, PhoneClock(this), radio)
        entrance = WatchedEntrance(core, radio, unattended.events, unattended::opened)
    }

    /**
     * Hands out the core: at once if it is open, else as soon as it is. It is opened for the first who asks; where it does not
     * open, they hear that it is [shut], and [Door.knock] says why. On the drawing thread.
     */
    fun whenOpen(shut: () -> Unit = {}, then: (Core) -> Unit) = door.knock { if (it is Opening.Ready) then(it.core) else shut() }

    fun opened(core: Core) = door.opened(core)
}
