#!/usr/bin/env bash
# What the tests need from Debian: installed where that is possible, else named.
set -u
missing=()
[ -x /usr/bin/chromium ] || missing+=(chromium)
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing+=(postgresql)
command -v soffice >/dev/null || missing+=(libreoffice-writer-nogui)
command -v pdftotext >/dev/null || missing+=(poppler-utils)
# Playwright's driver is linked against it.
[ -e "$(PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null | sed -n 's/.*libatomic\.so\.1 .*=> //p' | head -1)" ] || missing+=(libatomic1)
# The papers are to fit in each of them; Liberation Serif has the widths of Times New Roman.
fonts=$(fc-list : family 2>/dev/null)
case $fonts in *"Liberation Serif"*) ;; *) missing+=(fonts-liberation) ;; esac
case $fonts in *"DejaVu Serif"*) ;; *) missing+=(fonts-dejavu-core) ;; esac
case $fonts in *"PT Serif"*) ;; *) missing+=(fonts-paratype) ;; esac
[ ${#missing[@]} -eq 0 ] && exit 0
if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  { apt-get update && apt-get install -y --no-install-recommends "${missing[@]}"; } >/dev/null 2>&1 && exit 0
fi
echo "Не хватает: ${missing[*]} (apt install ${missing[*]})."
[ "${CI:-}" != true ]
