#!/bin/sh
# Builds the core for phones: app/src/main/jniLibs/{arm64-v8a,armeabi-v7a,x86_64}/libdoorstep_ffi.so, and prints their sizes.
#
# Needs the Android NDK (ANDROID_NDK_HOME), `cargo install cargo-ndk`, and the targets
# aarch64-linux-android, armv7-linux-androideabi and x86_64-linux-android of rustup. Not verified here.
set -eu
cd "$(dirname "$0")/.."
out=android/app/src/main/jniLibs
cargo ndk --platform 26 --target arm64-v8a --target armeabi-v7a --target x86_64 --output-dir "$out" \
  build --release --package doorstep-ffi
# 16 KiB pages: Android 15 loads nothing else on phones that have them.
for library in "$out"/*/libdoorstep_ffi.so; do
  ls -l "$library"
done
