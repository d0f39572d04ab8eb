#!/bin/sh
# Makes target/doorstep-debug.apk from what `mvn verify` has built, without Google's SDK.
#
# Debian: aapt, zipalign, apksigner, dexdump, proguard-cli. Maven Central: dx.
# Each run that finds no key makes one for debugging; nothing is ever released with it.
set -eu
cd "$(dirname "$0")"
out=$PWD/target/apk
dx=com.jakewharton.android.repackaged:dalvik-dx:16.0.1
mkdir -p "$out"

echo "tools"
[ -f "$out/tools/dalvik-dx-16.0.1.jar" ] || mvn -q dependency:copy -Dartifact=$dx -DoutputDirectory="$out/tools"

echo "classes: the app, its presenters, Kotlin's library"
# dx turns an invokedynamic into an instruction that needs classes which no phone has. Our own code has none
# (pom.xml); ProGuard rewrites those classes of the library that have one, and only those.
python3 - "$out" <<'P'
import glob, sys, zipfile
out = sys.argv[1]
with zipfile.ZipFile(f"{out}/dynamic.jar", "w") as dynamic, zipfile.ZipFile(f"{out}/plain.jar", "w") as plain:
    for jar in sorted(glob.glob("app/target/app-*.jar") + glob.glob("app/target/libraries/*.jar")):
        with zipfile.ZipFile(jar) as classes:
            for name in classes.namelist():
                if name.endswith(".class") and not name.startswith("META-INF/") and name != "module-info.class":
                    code = classes.read(name)
                    (dynamic if b"LambdaMetafactory" in code else plain).writestr(name, code)
P
proguard -injars "$out/dynamic.jar" -outjars "$out/rewritten.jar" -libraryjars "$out/plain.jar" -target 1.7 \
  -dontshrink -dontoptimize -dontobfuscate -dontwarn -dontnote -ignorewarnings >"$out/proguard.log"

echo "dex"
java -Xmx2g -cp "$out/tools/dalvik-dx-16.0.1.jar" com.android.dx.command.Main \
  --dex --min-sdk-version=26 --output="$out/classes.dex" "$out/plain.jar" "$out/rewritten.jar"
if dexdump -d "$out/classes.dex" | grep -qE 'invoke-(custom|polymorphic)'; then
  echo "an invokedynamic was left over" >&2
  exit 1
fi

echo "apk"
cp app/target/resources.apk "$out/unaligned.apk"
(cd "$out" && python3 -c 'import zipfile; zipfile.ZipFile("unaligned.apk", "a", zipfile.ZIP_DEFLATED).write("classes.dex")')
zipalign -f -p 4 "$out/unaligned.apk" "$out/aligned.apk"
[ -f "$out/debug.jks" ] || keytool -genkeypair -keystore "$out/debug.jks" -storepass android -keypass android \
  -alias debug -keyalg RSA -keysize 2048 -validity 10000 -dname CN=debug 2>/dev/null
apksigner sign --ks "$out/debug.jks" --ks-pass pass:android --min-sdk-version 26 --out target/doorstep-debug.apk "$out/aligned.apk"
apksigner verify --min-sdk-version 26 target/doorstep-debug.apk
ls -l target/doorstep-debug.apk
