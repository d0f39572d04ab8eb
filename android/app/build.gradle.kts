plugins {
    id("com.android.application")
    kotlin("android")
}

android {
    namespace = "org.doorstep"
    compileSdk = 35
    defaultConfig {
        minSdk = 26
        targetSdk = 35
        versionCode = 1
        versionName = "0.1.0"
    }
    sourceSets["main"].kotlin.srcDir("src/main/kotlin")
}

dependencies {
    implementation(project(":bound"))
    implementation("com.google.zxing:core:3.5.4")
    // With the phone's own libraries.
    implementation("net.java.dev.jna:jna:5.18.1@aar")
}
