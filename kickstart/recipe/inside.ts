// SPDX-License-Identifier: GPL-2.0-or-later
// The scripts of a customization that run as root inside the image: POSIX sh, with what every imgbased image has (rpm, GNU coreutils, findutils and tar).
import { shellWord } from './quote.ts';
import { fullUnitName, type Recipe } from './recipe.ts';

/** Where everything of a customization lies in the image while it is made. */
export const SCRATCH = '/.basewright';

/** A failed step says so by a line that begins like this, with its name and exit status. */
export const FAILED = '== failed:';

/** At most so much of a step's output is shown, in bytes: its end. */
const SHOWN = 256 * 1024;
/** Of a failed step: libguestfs carries a message of at most 64 KiB. */
const SHOWN_FAILED = 32 * 1024;

/**
 * Runs a step and keeps its output, which guestfish would lose when the step fails. The trace of the shell tells the line.
 */
export const RUN = `#!/bin/sh
# Runs one step of the recipe: its output is kept aside, so that it is shown whether it fails or not.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 TZ=UTC
unset TMPDIR
cd / || exit 1
out=${SCRATCH}/output
code=0
/bin/sh ${SCRATCH}/steps/"$1" </dev/null >"$out" 2>&1 || code=$?
if [ "$code" = 0 ]; then
  tail -c ${SHOWN} "$out"
  exit 0
fi
{
  tail -c ${SHOWN_FAILED} "$out"
  echo
  echo "${FAILED} $1 $code"
} >&2
exit 1
`;

/** Begins every step: the first command that fails ends it, and each is shown with its line. */
const STRICT = 'set -e\n';

/** Taken before anything changes: what /etc and /var hold, and the moment. */
export function rememberScript(): string {
  return `${STRICT}# What /etc and /var hold before anything changes, so that what changed is known in the end.
rm -f ${SCRATCH}/before ${SCRATCH}/machine-id
if [ -f /etc/machine-id ]; then cp -p /etc/machine-id ${SCRATCH}/machine-id; fi
find etc var -xdev -printf '%y %p\\0' | LC_ALL=C sort -z >${SCRATCH}/before
: >${SCRATCH}/stamp
# Some file systems know times by the second only.
sleep 1
`;
}

/**
 * Installs rpm files. By dnf where there are repositories, which may hold what they need; its plugins stay out, because imgbased's would keep the packages a
 * second time, as if they had been installed on a node.
 */
export function packagesScript({ packages, repositories }: Pick<Recipe, 'packages' | 'repositories'>, hasRpms: boolean): string {
  const files = hasRpms ? ` ${SCRATCH}/rpms/*.rpm` : '';
  if (repositories.length > 0) {
    return `${STRICT}dnf -y --noplugins --setopt=reposdir=${SCRATCH}/repos --setopt=cachedir=${SCRATCH}/cache --setopt=keepcache=0 --setopt=logdir=${SCRATCH} install${files}${packages.map((name) => ` ${shellWord(name)}`).join('')}
`;
  }
  return `${STRICT}# imgbased and the test look for the database there, whatever rpm's own setting says.
if [ -d /usr/share/rpm ]; then set -- --dbpath /usr/share/rpm; else set --; fi
# Signatures were looked at when the files were uploaded; digests are checked all the same.
rpm "$@" -U -v --replacepkgs --nosignature${files}
`;
}

/** The repositories, for dnf only while the customization runs. */
export function repositoryFile({ name, baseurl, gpgkey }: Recipe['repositories'][number]): string {
  const key = gpgkey === undefined ? 'gpgcheck=0\n' : `gpgcheck=1\ngpgkey=${isArmored(gpgkey) ? `file://${SCRATCH}/repos/${name}.key` : gpgkey.replaceAll('%', '%%')}\n`;
  // "%" begins a substitution in some versions of the file's format.
  return `[${name}]\nname=${name}\nbaseurl=${baseurl}\nenabled=1\n${key}`;
}

export function isArmored(gpgkey: string): boolean {
  return gpgkey.startsWith('-----BEGIN');
}

/** Owners and modes of the files that guestfish wrote; only the image knows its users. */
export function ownersScript(files: Recipe['files']): string {
  const lines = files.map(({ path, owner, group, mode }) => `chown -- ${owner}:${group} ${shellWord(path)}\nchmod -- ${mode.padStart(4, '0')} ${shellWord(path)}\n`);
  return `${STRICT}${lines.join('')}`;
}

/**
 * Enables and disables units, and writes presets that say the same: a machine without an id applies all presets at its first boot, and packages apply theirs
 * when they are installed.
 */
export function unitsScript({ enable, disable }: Recipe['units']): string {
  const words = (units: readonly string[]) => units.map((unit) => ` ${shellWord(fullUnitName(unit))}`).join('');
  const presets = [...enable.map((unit) => `enable ${fullUnitName(unit)}`), ...disable.map((unit) => `disable ${fullUnitName(unit)}`)];
  return `${STRICT}preset=/usr/lib/systemd/system-preset/00-basewright.preset
mkdir -p /usr/lib/systemd/system-preset
# The first line about a unit counts, so those of an earlier recipe come after these.
{
  printf '%s\\n'${presets.map((line) => ` ${shellWord(line)}`).join('')}
  if [ -f "$preset" ]; then cat "$preset"; fi
} >${SCRATCH}/preset
cat ${SCRATCH}/preset >"$preset"
chmod 0644 "$preset"
${enable.length > 0 ? `systemctl --root=/ enable --${words(enable)}\n` : ''}${disable.length > 0 ? `systemctl --root=/ disable --${words(disable)}\n` : ''}`;
}

/** A command of the recipe: each of its lines is shown before it runs. */
export function commandScript(command: string): string {
  return `PS4='+ line \${LINENO}: '
set -ex; ${command.endsWith('\n') ? command : `${command}\n`}`;
}

/** Paths of /etc and /var that differ from the factory's on purpose, or that belong to one machine. Source: imgbased's build.py takes them away after it made the factory. */
const NOT_FACTORY = '^(etc/(machine-id|resolv\\.conf|hostname|fstab|\\.updated)|var/(cache|log|tmp|spool|run|lock|imgbased|lib/(rpm|dnf|yum|systemd/random-seed)|\\.updated))(/|$)';

/**
 * Brings what changed in /etc and /var into /usr/share/factory, where imgbased keeps the original: what differs from it counts as changed on the node, and
 * would be carried over whatever the next image brings. Source: imgbased's build.py (factorize) and osupdater.py (migrate_etc, fix_systemd_services).
 */
export function factoryScript(): string {
  return `${STRICT}# What belongs to one machine, and what the installation of packages left behind.
if [ -f ${SCRATCH}/machine-id ]; then cp -p ${SCRATCH}/machine-id /etc/machine-id; else rm -f /etc/machine-id; fi
find etc var -xdev -printf '%y %p\\0' | LC_ALL=C sort -z >${SCRATCH}/after
factory=/usr/share/factory
if [ ! -d "$factory/etc" ]; then
  echo "There is no $factory/etc: this image was not made by imgbased's image-build, so nothing was written there."
  exit 0
fi
roots=etc
if [ -d "$factory/var" ]; then roots='etc var'; fi
# Gone, or of another kind now.
LC_ALL=C comm -z -23 ${SCRATCH}/before ${SCRATCH}/after | sed -z 's/^. //' | { grep -z -v -E '${NOT_FACTORY}' || :; } >${SCRATCH}/gone
(cd "$factory" && xargs -0 -r rm -rf --) <${SCRATCH}/gone
# New or changed since the beginning: nothing changes without its change time.
find $roots -xdev -cnewer ${SCRATCH}/stamp ! -type s ! -type p -print0 | { grep -z -v -E '${NOT_FACTORY}' || :; } >${SCRATCH}/changed
tar --create --file=${SCRATCH}/changed.tar --acls --xattrs --no-recursion --verbatim-files-from --null --files-from=${SCRATCH}/changed
tar --extract --file=${SCRATCH}/changed.tar --acls --xattrs --same-permissions --same-owner --directory="$factory"
echo "$(tr -cd '\\0' <${SCRATCH}/changed | wc -c) changed and $(tr -cd '\\0' <${SCRATCH}/gone | wc -c) removed paths of /etc and /var were brought into $factory."
`;
}

/**
 * Gives labels by the image's own policy: a kernel without SELinux stores them all the same. Without that, files outside of what imgbased labels itself
 * (/etc, /usr/bin, /usr/libexec, /usr/sbin, /usr/share, /var; osupdater.py) would stay without a label in every layer.
 */
export function labelsScript(): string {
  return `${STRICT}SELINUX=disabled SELINUXTYPE=targeted
if [ -f /etc/selinux/config ]; then . /etc/selinux/config; fi
contexts=/etc/selinux/$SELINUXTYPE/contexts/files/file_contexts
if [ "$SELINUX" = disabled ] || [ ! -f "$contexts" ]; then
  echo 'This image does not use SELinux: no labels are needed.'
  exit 0
fi
if ! command -v setfiles >/dev/null; then
  echo 'The image has an SELinux policy and no setfiles, so its new files could not be labelled.'
  echo 'Add the package policycoreutils to the recipe, or set "labels" to "leave" and label the files on the node.'
  exit 1
fi
setfiles -e /proc -e /sys -e /dev -e /run -e ${SCRATCH} "$contexts" /
echo 'SELinux labels were set by the policy of the image.'
`;
}
