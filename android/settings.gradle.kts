// For Android Studio, over the same sources as Maven's build, which is the one that is tested. Not verified here.
pluginManagement {
    repositories {
        google()
        mavenCentral()
        gradlePluginPortal()
    }
}
dependencyResolutionManagement {
    repositories {
        google()
        mavenCentral()
    }
}
rootProject.name = "doorstep"
include(":core", ":presenter", ":bound", ":app")
project(":core").projectDir = file("../bindings/kotlin")
