# SPDX-License-Identifier: GPL-2.0-or-later
# Takes the script sections out of a kickstart: directory/NNN-kind holds the body, directory/NNN-kind.head its header line, directory/NNN-kind.line the number of that line. The rest goes to directory/commands.
/^%(pre|pre-install|post|onerror|addon|packages|traceback|anaconda|certificate)([ \t]|$)/ && !inside {
  inside = 1
  kind = substr($1, 2)
  name = sprintf("%s/%03d-%s", directory, ++number, kind)
  print > (name ".head")
  print NR > (name ".line")
  printf "" > name
  next
}
/^%end[ \t]*$/ && inside { inside = 0; close(name); close(name ".head"); close(name ".line"); next }
inside { print > name; next }
{ print > (directory "/commands") }
END { exit inside }
