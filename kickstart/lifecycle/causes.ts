// SPDX-License-Identifier: GPL-2.0-or-later
// Known causes of a failed installation, found by what Anaconda, imgbased, LVM and our own scripts say, each with what helps.
import type { LayoutResult } from './layout-result.ts';
import { plainText } from './plain-text.ts';

/** `id` for programs; `title` what went wrong and `fix` what helps, each a sentence or two. */
export type KnownCause = { readonly id: string; readonly title: string; readonly fix: string };

type Row = { readonly id: string; readonly said: RegExp; readonly title: string | ((match: readonly string[]) => string); readonly fix: string };

/** Said by the scripts of our own kickstart (templates/find-disk.ts, layout.ts, reports.ts). */
const OWN: readonly Row[] = [
  {
    id: 'disk-not-found', said: /No disk fits the rule; nothing was changed/, title: 'No disk of the machine fits the rule of the profile. Nothing was erased.',
    fix: 'The log lists the disks that are there. Choose another rule or serial number in the profile, or give the host a disk of its own.',
  },
  {
    id: 'several-disks', said: /More than one disk fits the rule; nothing was changed/, title: 'More than one disk fits the rule of the profile. Nothing was erased.',
    fix: 'The log lists them. Narrow the rule, or name the disk of this host by its serial number.',
  },
  {
    id: 'addon-missing', said: /No imgbased layer was made: the Anaconda add-on|Addons\.Imgbased has failed to start|The optional module has failed to start, [^\n]*Imgbased/, title: 'The add-on org_imgbased was not in the installer, or did not start: no layer was made.',
    fix: 'Boot the installer by this program\'s boot script, or with inst.updates= that names its product.img, and install again.',
  },
  {
    id: 'no-decision', said: /The rehearsal ended without a decision in time/, title: 'Nobody approved or refused the rehearsal in time. The machine has powered off, and no disk was changed.',
    fix: 'Arm the host again, and decide while its machine waits.',
  },
];

/** Source: the add-on's checks, whose sentences come from imgbased's own rules; and imgbased's errors, where it was called by hand. */
const LAYOUT: readonly Row[] = [
  {
    id: 'layout-again', said: /An earlier layout is still there|VgTaggedLvNotTagged|ExistingImgbaseWithTags/, title: 'Disks of the machine still carry the layout of an earlier node.',
    fix: 'Erase them, or take out those of the old node: the profile erases only the disk that it names. Then install again.',
  },
  {
    id: 'no-thin-pool', said: /MissingLvmThinPool|Thin Provisioning partitioning scheme is required|is not thin, so no snapshot can be a base|is not a thin volume, so no snapshot can be a base|No thin pool exists with the name/, title: 'The root volume is not a thin volume, so it cannot become a base.',
    fix: 'Let the profile make a thin pool with the root volume in it, as the presets of the storage step do; remove kept lines that make other volumes.',
  },
  {
    id: 'no-var', said: /SeparateVarPartition|No volume is planned for \/var|\/var is not a file system of its own/, title: 'There is no volume for /var, which must outlive every layer.',
    fix: 'Add a volume for /var to the profile.',
  },
  {
    id: 'no-nvr', said: /NVRMissingError|There is no NVR set for this build|The image does not say its name/, title: 'The image does not say its name (NVR), by which base and layer are called.',
    fix: 'Build the image with "imgbase image-build --postprocess --set-nvr=NAME-VERSION-RELEASE"; or give the NVR in the image step.',
  },
  {
    id: 'bad-nvr', said: /Failed to parse NVR|Invalid LV name|The image's name '[^'\n]*' \(|The image's name in \S+ ends in a blank|%addon org_imgbased: --nvr /, title: 'The name (NVR) of the image cannot be used for a base and its layer.',
    fix: 'It must be NAME-VERSION-RELEASE without a line end, hold the word "node", and have at most 53 characters. Build the image under such a name.',
  },
  {
    id: 'boot-size', said: /BootPartitionRequires1G|New \/boot must have at least|\/boot is planned with \d+ bytes; imgbased insists|The file system of \/boot has \d+ bytes; imgbased insists|\/boot has \d+ bytes free, and the layer's kernel/, title: '/boot is too small: every layer keeps a kernel and an initramfs there.',
    fix: 'Give /boot at least 1100 MiB in the storage step, or let the installer choose its size.',
  },
  {
    id: 'root-filesystem', said: /FilesystemNotSupported|imgbased can copy ext4 and xfs only/, title: 'The root file system is neither ext4 nor xfs, and imgbased can copy no other.', fix: 'Choose xfs in the storage step.',
  },
  {
    id: 'no-selinuxfs', said: /The installer was booted with selinux=0|sys\/fs\/selinux'?\]? is missing|'mkdir', '-p', '[^'\n]*\/sys\/fs\/selinux'/, title: 'The installer was booted with selinux=0, and imgbased needs SELinux\'s file system.', fix: 'Remove selinux=0 from the installer\'s arguments. "selinux --disabled" for the node itself is no problem.',
  },
  {
    id: 'image-incomplete', said: /The image has no (?:program|directory)|The image holds a \/dev\/urandom|No package in \/usr\/share\/rpm provides 'kernel'|kfiles were not found|Is no dir: \S+|There is no \/boot\/vmlinuz-VERSION|kernel_version_list: missing|FileNotFoundError: [^\n]*systemd-machine-id-setup/, title: 'The image lacks something that a node needs.',
    fix: 'The log says what. Build the image anew, ending with "imgbase image-build --postprocess".',
  },
];

/** Source: Anaconda's live image payload of EL8, EL9 and EL10, and what LVM, rsync and the kernel say through it. */
const IMAGE: readonly Row[] = [
  {
    id: 'checksum', said: /Checksum of (?:the )?image does not match/, title: 'The image that the machine received is not the one the profile names: its checksum differs.',
    fix: 'If the image was replaced, paste its new sha256 into the profile. If not, the download was cut or changed on its way: install again, and look at proxies in between.',
  },
  {
    id: 'image-head', said: /http request returned (\d{3})|The request has failed: (\d{3})/, title: ([, before, after]) => `The server of the image answered HEAD with ${before ?? after ?? 'something else'} and not 200, so the installer did not even begin.`,
    fix: 'Look at the address of the image. The server must answer HEAD with 200 and a Content-Length; a redirect is not followed. Images that this program keeps are served so.',
  },
  {
    id: 'image-unreachable', said: /Error opening liveimg|Error while (?:handling a request|downloading the image)|HTTPS?ConnectionPool\(host=/, title: 'The machine could not reach the server of the image.',
    fix: 'Look at the address, name server, route and firewall between the machine and that server; the log says what failed.',
  },
  {
    id: 'image-not-mountable', said: /mount error (?:\d+|None)|Failed to mount '[^'\n]*' at|wrong fs type, bad option, bad superblock/, title: 'What was downloaded is not an image that can be mounted: another kind of file, an error page, or a part of it.',
    fix: 'The image must be a squashfs (or another file system) and the profile must have its checksum, so that a wrong download is noticed as such.',
  },
  {
    id: 'pool-full', said: /insufficient free space: \d+ extents|has insufficient free space|Insufficient suitable (?:allocatable )?extents|out of data space|Free space in pool [^\n]* exhausted|switching pool to out-of-data-space|no free space in thin pool/i, title: 'The thin pool or the volume group is too small for what is to be in it.',
    fix: 'Use a larger disk, or make the volumes of the profile smaller. While the image is unpacked the pool holds it twice.',
  },
  {
    id: 'disk-too-small', said: /Not enough free space on selected disks|not enough free space on disks|Unable to allocate requested partition scheme|No space left for|not enough space in (?:the )?volume group|Not enough space in file systems for the current software selection/i, title: 'The disk is too small for the partitions and volumes of the profile.', fix: 'Use a larger disk, or make the volumes smaller. The storage step shows the least size.',
  },
  {
    id: 'disk-missing', said: /Disk "([^"\n]*)" given in (?:ignoredisk|clearpart|part|bootloader) command does not exist|No usable disks selected|No disks detected/, title: ([, disk]) => (disk === undefined ? 'The installer sees no disk that it could use.' : `The machine has no disk "${disk}".`),
    fix: 'Choose the disk in the profile or for this host as the list of its disks shows it. A disk behind a controller that the installer has no driver for is not seen.',
  },
  { id: 'no-space', said: /No space left on device|Disk quota exceeded|\bENOSPC\b/, title: 'A file system was full.', fix: 'The log says which. Make the root volume at least four times as large as the image, and look at /boot.' },
  { id: 'out-of-memory', said: /Out of memory: Kill(?:ed)? process|oom-kill:|Cannot allocate memory|MemoryError\b|requires \d+ MB of memory to install/, title: 'The machine ran out of memory during the installation.', fix: 'Give it more memory: 2 GiB at least, and 3 GiB or more when the installer itself comes over the network.' },
  { id: 'disk-hardware', said: /Hardware error occurred|\[Errno 5\] Input\/output error|(?:critical medium|blk_update_request: I\/O|I\/O) error, dev \w+/, title: 'A disk of the machine reports errors.', fix: 'Test the disk and its cable, or replace it.' },
];

/** These words also stand in logs of installations that failed for another reason, so they count only when nothing above was said. */
const LAST: readonly Row[] = [
  { id: 'layout', said: /This storage cannot carry an imgbased node|This system cannot become an imgbased node|'imgbase layout --init' (?:ended with exit code|was ended by signal)/, title: 'The layout step failed.', fix: 'What it says is in the log and in the result of the layout step, with what helps.' },
  { id: 'kickstart', said: /An error occurred during reading the kickstart file|The following problem occurred on line \d+ of the kickstart file/, title: 'The installer did not accept the kickstart.', fix: 'The log names the line. Choose the target of the profile to fit the installer, and look at lines kept from an import.' },
  {
    id: 'script', said: /Error code (-?\d+) running the kickstart script at line (\d+)|There was an error running the kickstart script at line ()(\d+)/, title: ([, code, line, , shown]) => `A script of the kickstart failed${code === undefined || code === '' ? '' : ` with exit code ${code}`}: the one that begins at line ${line ?? shown ?? '?'}.`,
    fix: 'The kickstart as it was served shows which one that is. If the installation may go on without it, do not let it stop the installation when it fails.',
  },
  { id: 'network', said: /Network is unreachable|No route to host|Temporary failure in name resolution|Name or service not known|Could not resolve host|connection activation failed|no network link detected/i, title: 'The machine had no working network.', fix: 'Look at cable, VLAN, address and name server of the profile\'s interfaces; the log says what failed.' },
];

const ROWS = [...OWN, ...LAYOUT, ...IMAGE, ...LAST];
/** More than a report of a failure may hold. */
const MOST = 200_000;

/** The first known cause that `text` (a log, or the words of an error) names, or null. Never throws. */
export function knownCause(text: string): KnownCause | null {
  const plain = plainText(text, MOST);
  for (const { id, said, title, fix } of ROWS) {
    const match = said.exec(plain);
    if (match !== null) return { id, title: typeof title === 'string' ? title : title(match), fix };
  }
  return null;
}

/** The cause that a failed layout step names. Where it is not a known one, the step's own words tell it: they are sentences with a fix already. */
export function causeOfLayout({ error }: LayoutResult): KnownCause | null {
  if (error === null) return null;
  const known = knownCause([error.problem, error.fix, ...error.lastLines].join('\n'));
  return known !== null && known.id !== 'layout' ? known : { id: 'layout', title: error.problem || 'The layout step failed.', fix: error.fix || 'See the log of the installation.' };
}

/** Every known cause by its id, in the order in which they are looked for. */
export const causeIds: readonly string[] = ROWS.map(({ id }) => id);
