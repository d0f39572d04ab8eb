#!/bin/sh
# Compiles res/ and the manifest: target/resources.apk for the tests and the app, R.java for the compiler.
#
# aapt2 of Debian 12 knows Android 10 and cannot read the resource table of a newer framework, so that it links
# against Debian's own (package android-framework-res) and against src/framework, which declares what is newer.
set -eu
cd "$(dirname "$0")"
framework=${ANDROID_FRAMEWORK_RES:-/usr/share/android-framework-res/framework-res.apk}

mkdir -p target/generated-sources/r
aapt2 compile --dir src/framework/res -o target/newer.zip
aapt2 link --manifest src/framework/AndroidManifest.xml -o target/newer.apk target/newer.zip
aapt2 compile --dir src/main/res -o target/res.zip
aapt2 link -I "$framework" -I target/newer.apk \
  --manifest src/main/AndroidManifest.xml --min-sdk-version 26 --target-sdk-version 35 \
  --version-code 1 --version-name 0.1.0 \
  --java target/generated-sources/r -o target/resources.apk target/res.zip
