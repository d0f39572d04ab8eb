package org.doorstep.device

import java.io.File
import java.io.FileOutputStream
import java.io.IOException

/** A small file that is there whole or not at all, whenever the phone goes out. */
internal class PrivateFile(private val file: File) {
    fun read(): ByteArray? = if (file.exists()) file.readBytes() else null

    fun write(bytes: ByteArray) {
        file.parentFile?.mkdirs()
        val coming = File(file.path + ".new")
        FileOutputStream(coming).use {
            it.write(bytes)
            it.fd.sync()
        }
        if (!coming.renameTo(file)) throw IOException("not renamed")
    }

    fun delete() {
        file.delete()
    }
}
