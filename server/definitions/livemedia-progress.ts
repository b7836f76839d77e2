// SPDX-License-Identifier: GPL-2.0-or-later
// How far a build is, read from what livemedia-creator and the installer below it say.

/** What it does now, and how far the whole build is (0 to 1). */
export type BuildProgress = { readonly stage: string; readonly fraction: number };

export type ProgressReader = {
  /** @returns the progress when this line changed it. */
  read(line: string): BuildProgress | undefined;
  /** Lines that tell why it failed, the last ones. */
  complaints(): readonly string[];
};

const MOST_COMPLAINTS = 5;

/** Of its log lines: "2026-11-24 18:26:05,123: message". Source: lorax, src/pylorax/__init__.py, setup_logging. */
const STAMP = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:,\d+)?:?\s+/;

type Mark = { readonly says: RegExp; readonly stage: string; readonly from: number; /** Where the stage ends, when the line counts: "(12/345)" or "42%". */ readonly to?: number };

/** In the order of a build; a line that belongs to an earlier stage changes nothing. Sources: lorax's creator.py and installer.py; pyanaconda's installation and payload tasks. */
const marks: readonly Mark[] = [
  { says: /^livemedia-creator v/, stage: 'Starting livemedia-creator', from: 0.01 },
  { says: /^Using disk size of/, stage: 'Making the file system', from: 0.02 },
  { says: /^Running (anaconda|qemu)/, stage: 'Starting the installer', from: 0.04 },
  { says: /^Starting package installation process/, stage: 'Reading repositories', from: 0.08 },
  { says: /^Downloading (packages|\d+ RPMs)/, stage: 'Downloading packages', from: 0.12, to: 0.35 },
  { says: /^(Preparing transaction|Starting package installation)/, stage: 'Preparing the installation', from: 0.35 },
  { says: /^Installing (?!boot loader)\S+ \(/, stage: 'Installing packages', from: 0.37, to: 0.68 },
  { says: /^Configuring \S/, stage: 'Configuring packages', from: 0.68 },
  { says: /^(Verifying \S|Performing post-installation setup)/, stage: 'Setting the system up', from: 0.7 },
  { says: /^Running post-installation scripts/, stage: 'Running the steps and imgbase', from: 0.76 },
  { says: /^Disk Image install successful/, stage: 'Checking the file system', from: 0.84 },
  { says: /^Packing live rootfs image/, stage: 'Packing the image', from: 0.86 },
  { says: /^Rebuilding initramfs for live/, stage: 'Finishing', from: 0.95 },
];

const COMPLAINT = /(fail|error|must |missing|not found|cannot|unable|traceback|would not work|no space)/i;
/** Lines with such words that come with every build. */
const HARMLESS = /^(program|setfiles|disk_img|Installing|Downloading|Configuring|Verifying|Logs are in)\b/;

function counted(line: string): number | undefined {
  const [, done, all] = /\(?(\d+)\/(\d+)\)?/.exec(line) ?? [];
  if (done !== undefined && all !== undefined && Number(all) > 0) return Math.min(1, Number(done) / Number(all));
  const percent = /(\d{1,3})\s?%/.exec(line)?.[1];
  return percent === undefined ? undefined : Math.min(1, Number(percent) / 100);
}

/** Reads line by line; what it tells never goes back. */
export function progressReader(): ProgressReader {
  let at = -1;
  let fraction = 0;
  const complaints: string[] = [];
  return {
    read: (line) => {
      const said = line.replace(STAMP, '').trim();
      if (COMPLAINT.test(said) && !HARMLESS.test(said)) {
        complaints.push(said.slice(0, 500));
        if (complaints.length > MOST_COMPLAINTS) complaints.shift();
      }
      const index = marks.findIndex(({ says }) => says.test(said));
      const mark = marks[index];
      if (mark === undefined || index < at) return undefined;
      const share = mark.to === undefined ? 0 : (counted(said) ?? 0) * (mark.to - mark.from);
      const reached = Math.max(fraction, mark.from + share);
      if (index === at && reached === fraction) return undefined;
      at = index;
      fraction = reached;
      return { stage: mark.stage, fraction };
    },
    complaints: () => complaints,
  };
}
