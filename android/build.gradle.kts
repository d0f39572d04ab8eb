plugins {
    id("com.android.application") version "8.13.0" apply false
    kotlin("android") version "2.4.21" apply false
    kotlin("jvm") version "2.4.21" apply false
}

// The core's Kotlin is written by `cargo xtask bindings kotlin --out bindings/kotlin/target/generated-sources/doorstep`.
project(":core") {
    apply(plugin = "org.jetbrains.kotlin.jvm")
    configure<SourceSetContainer> {
        named("main") { java.srcDir("target/generated-sources/doorstep") }
    }
    dependencies {
        "implementation"("org.jetbrains.kotlinx:kotlinx-coroutines-core:1.10.2")
        "compileOnly"("net.java.dev.jna:jna:5.18.1")
    }
}

project(":presenter") {
    apply(plugin = "org.jetbrains.kotlin.jvm")
}

project(":bound") {
    apply(plugin = "org.jetbrains.kotlin.jvm")
    dependencies {
        "api"(project(":presenter"))
        "implementation"(project(":core"))
        "implementation"("org.jetbrains.kotlinx:kotlinx-coroutines-core:1.10.2")
    }
}
