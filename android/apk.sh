#!/bin/sh
# Makes target/doorstep-debug.apk from what `mvn verify` has built, without Google's SDK.
#
# Debian: aapt, zipalign, apksigner, dexdump, proguard-cli, python3. Maven Central: dx, and JNA's libraries for phones.
# The core's own libraries are in it if `native.sh` has made them.
# A run that finds no key makes one for debugging; nothing is ever released with it.
set -eu
cd "$(dirname "$0")"
out=$PWD/target/apk
mkdir -p "$out"
[ -d "$out/tools" ] || mvn -q dependency:copy -Dartifact=com.jakewharton.android.repackaged:dalvik-dx:16.0.1 -DoutputDirectory="$out/tools"
[ -d "$out/jna" ] || mvn -q dependency:copy -Dartifact=net.java.dev.jna:jna:5.18.1:aar -DoutputDirectory="$out/jna"

echo "classes: the app, its presenters, Kotlin's library"
# dx makes of an invokedynamic an instruction that needs classes which no phone has. Our own code has none
# (pom.xml); ProGuard rewrites those classes of the library that have one, and only those. It wants to know what they
# inherit, and reads no class file newer than Java 8's: the version in the header is all that it minds.
jmods=$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")/jmods
python3 - "$out" "$jmods/java.base.jmod" <<'P'
import glob, sys, zipfile

JAVA_8 = 52


def classes(jars):
    for jar in sorted(jars):
        with zipfile.ZipFile(jar) as entries:
            for name in entries.namelist():
                if name.endswith(".class") and not name.startswith("META-INF/"):
                    yield name, entries.read(name)


def jar(name):
    return zipfile.ZipFile(f"{sys.argv[1]}/{name}.jar", "w")


with jar("dynamic") as dynamic, jar("plain") as plain, jar("java") as java:
    for name, code in classes(glob.glob("app/target/app-*.jar") + glob.glob("app/target/libraries/*.jar")):
        (dynamic if b"LambdaMetafactory" in code else plain).writestr(name, code)
    for name, code in classes(sys.argv[2:]):
        if name.startswith(("classes/java/io/", "classes/java/lang/", "classes/java/util/")):
            java.writestr(name.removeprefix("classes/"), code[:6] + bytes([0, JAVA_8]) + code[8:])
P
proguard -injars "$out/dynamic.jar" -outjars "$out/rewritten.jar" -libraryjars "$out/plain.jar:$out/java.jar" \
  -target 1.7 -dontshrink -dontoptimize -dontobfuscate -dontwarn -dontnote -ignorewarnings >"$out/proguard.log"

echo "dex"
java -Xmx2g -cp "$out/tools/*" com.android.dx.command.Main \
  --dex --min-sdk-version=26 --output="$out/classes.dex" "$out/plain.jar" "$out/rewritten.jar"
if dexdump -d "$out/classes.dex" | grep -qE 'invoke-(custom|polymorphic)'; then
  echo "an invokedynamic was left over" >&2
  exit 1
fi

echo "apk"
cp app/target/resources.apk "$out/unaligned.apk"
python3 - "$out" app/src/main/jniLibs <<'P'
import glob, os, sys, zipfile

out, ours = sys.argv[1:]
with zipfile.ZipFile(f"{out}/unaligned.apk", "a", zipfile.ZIP_DEFLATED) as apk:
    apk.write(f"{out}/classes.dex", "classes.dex")
    jna = zipfile.ZipFile(glob.glob(f"{out}/jna/*.aar")[0])
    for abi in ["arm64-v8a", "armeabi-v7a", "x86_64"]:
        apk.writestr(f"lib/{abi}/libjnidispatch.so", jna.read(f"jni/{abi}/libjnidispatch.so"))
        core = f"{ours}/{abi}/libdoorstep_ffi.so"
        if os.path.exists(core):
            apk.write(core, f"lib/{abi}/libdoorstep_ffi.so")
        else:
            print(f"without the core for {abi}: native.sh makes it")
P
zipalign -f -p 4 "$out/unaligned.apk" "$out/aligned.apk"
[ -f "$out/debug.jks" ] || keytool -genkeypair -keystore "$out/debug.jks" -storepass android -keypass android \
  -alias debug -keyalg RSA -keysize 2048 -validity 10000 -dname CN=debug 2>/dev/null
apksigner sign --ks "$out/debug.jks" --ks-pass pass:android --min-sdk-version 26 --out target/doorstep-debug.apk "$out/aligned.apk"
apksigner verify --min-sdk-version 26 target/doorstep-debug.apk
ls -l target/doorstep-debug.apk
