#!/bin/sh
# Writes index.html beside the pictures of a folder (target/screens): every screen in a row, every look beside the others.
set -eu
cd "$1"
looks="zh-rCN-light-100 zh-rCN-dark-100 zh-rCN-light-200 zh-rCN-dark-200 en-light-100 en-dark-100 en-light-200 en-dark-200"
{
  cat <<'H'
<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<title>上门 Doorstep: screens</title>
<style>
  body { font: 16px/1.4 system-ui, sans-serif; margin: 24px; background: #e9e7e0; color: #17201d }
  section { margin: 0 0 32px }
  div { display: flex; gap: 12px; overflow-x: auto; padding: 4px }
  figure { margin: 0; flex: none }
  img { height: 480px; border-radius: 12px; box-shadow: 0 1px 4px #0006 }
  figcaption { color: #47524d; font-size: 13px; text-align: center }
</style>
H
  names=$(ls ./*.png | sed -E 's|^\./||; s/-(zh-rCN|en)-(light|dark)-[0-9]+\.png$//; s/\.png$//' | sort -u)
  echo "<h1>上门 Doorstep</h1><p>$(echo "$names" | wc -l) screens, $(ls ./*.png | wc -l) pictures</p>"
  for name in $names; do
    echo "<section><h2>$name</h2><div>"
    [ ! -f "$name.png" ] || echo "<figure><img loading=\"lazy\" alt=\"$name\" src=\"$name.png\"></figure>"
    for look in $looks; do
      [ ! -f "$name-$look.png" ] ||
        echo "<figure><img loading=\"lazy\" alt=\"$name $look\" src=\"$name-$look.png\"><figcaption>$look</figcaption></figure>"
    done
    echo "</div></section>"
  done
} >index.html
