package org.doorstep.device

import android.app.Activity
import android.content.Context
import android.hardware.biometrics.BiometricManager
import android.hardware.biometrics.BiometricManager.Authenticators.BIOMETRIC_STRONG
import android.hardware.biometrics.BiometricManager.BIOMETRIC_SUCCESS
import android.hardware.biometrics.BiometricPrompt
import android.os.Build.VERSION.SDK_INT
import android.os.Build.VERSION_CODES.Q
import android.os.Build.VERSION_CODES.R
import android.os.CancellationSignal
import org.doorstep.design.Newer
import org.doorstep.R as Res

/** The system's own prompt. Before Android 10 nothing says whether it would recognise anybody: there the PIN alone opens. */
internal class PhoneRecognition(private val context: Context) : Recognition {
    override val possible get() = SDK_INT >= R && strong() || SDK_INT == Q && any()

    override fun ask(over: Activity, recognised: () -> Unit) {
        if (SDK_INT >= Q) prompt(over, recognised)
    }

    @Newer(R)
    private fun strong() = context.service<BiometricManager>().canAuthenticate(BIOMETRIC_STRONG) == BIOMETRIC_SUCCESS

    @Suppress("DEPRECATION")
    @Newer(Q)
    private fun any() = context.service<BiometricManager>().canAuthenticate() == BIOMETRIC_SUCCESS

    /** Whoever calls it off, or is not recognised, still has the PIN. */
    @Newer(Q)
    private fun prompt(over: Activity, recognised: () -> Unit) {
        val executor = over.mainExecutor
        BiometricPrompt.Builder(over)
            .setTitle(over.getString(Res.string.lock_recognise))
            .setNegativeButton(over.getString(Res.string.lock_with_pin), executor) { _, _ -> }
            .setConfirmationRequired(false)
            .build()
            .authenticate(CancellationSignal(), executor, Heard(recognised))
    }

    @Newer(Q)
    private class Heard(private val recognised: () -> Unit) : BiometricPrompt.AuthenticationCallback() {
        override fun onAuthenticationSucceeded(result: BiometricPrompt.AuthenticationResult?) = recognised()
    }
}
