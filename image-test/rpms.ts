// SPDX-License-Identifier: GPL-2.0-or-later
// RPM packages made on the spot: those that an image's database names, and those that are added to it.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from './programs.ts';

export type RpmFile = { readonly text?: string; /** Default 0644. */ readonly mode?: number; /** Only named by the package: the system makes it. */ readonly isGhost?: boolean };

export type Rpm = {
  readonly name: string;
  readonly epoch?: number;
  readonly version: string;
  readonly release: string;
  /** Default: noarch. */
  readonly arch?: string;
  readonly provides?: readonly string[];
  readonly files?: Readonly<Record<string, RpmFile>>;
};

const MACROS = {
  _build_id_links: 'none', debug_package: '%{nil}', __os_install_post: '%{nil}', _binary_payload: 'w1.gzdio', _buildhost: 'localhost', use_source_date_epoch_as_buildtime: '1', clamp_mtime_to_source_date_epoch: '1',
  _unpackaged_files_terminate_build: '0', __brp_mangle_shebangs: '%{nil}',
};

/** Each is a package of its own beside a main one that has no files and so is not built: one run for all. */
function section(work: string, { name, epoch, version, release, arch = 'noarch', provides = [], files = {} }: Rpm): { readonly head: string[]; readonly files: string[] } {
  const listed = Object.entries(files).map(([path, { mode = 0o644, isGhost = false }]) => `${isGhost ? '%ghost ' : ''}%attr(0${mode.toString(8)}, root, root) ${path}`);
  for (const [path, { text = '' }] of Object.entries(files)) {
    mkdirSync(dirname(join(work, 'tree', path)), { recursive: true });
    writeFileSync(join(work, 'tree', path), text);
  }
  const head = [
    `%package -n ${name}`, ...(epoch === undefined ? [] : [`Epoch: ${epoch}`]), `Version: ${version}`, `Release: ${release}`, `Summary: ${name}, made by the tests`, ...(arch === 'noarch' ? ['BuildArch: noarch'] : []),
    ...provides.map((each) => `Provides: ${each}`), `%description -n ${name}`, 'Made by the tests.', '',
  ];
  return { head, files: [`%files -n ${name}`, ...listed, ''] };
}

/**
 * Builds packages, in a second or two.
 *
 * @param work a new directory to build in
 * @param rpms all for one architecture, or noarch
 * @returns their files, in no order
 */
export function buildRpms(work: string, rpms: readonly Rpm[]): string[] {
  mkdirSync(join(work, 'tree'), { recursive: true });
  const sections = rpms.map((rpm) => section(work, rpm));
  const spec = [
    'Name: made-by-tests', 'Version: 1', 'Release: 1', 'Summary: What the packages come from', 'License: GPL-2.0-or-later', 'AutoReqProv: no', '%description', 'Not built.', '',
    ...sections.flatMap(({ head }) => head), '%install', 'mkdir -p %{buildroot}', `cp -a ${join(work, 'tree')}/. %{buildroot}/`, '', ...sections.flatMap(({ files }) => files),
  ];
  writeFileSync(join(work, 'rpms.spec'), spec.join('\n'));
  const arch = rpms.find((rpm) => rpm.arch !== undefined && rpm.arch !== 'noarch')?.arch;
  const macros = Object.entries({ ...MACROS, _topdir: join(work, 'top'), _rpmdir: join(work, 'rpms') }).flatMap(([name, value]) => ['--define', `${name} ${value}`]);
  run('rpmbuild', ['-bb', '--quiet', ...(arch === undefined ? [] : ['--target', arch]), ...macros, join(work, 'rpms.spec')]);
  return readdirSync(join(work, 'rpms'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.rpm')).map((name) => join(work, 'rpms', name));
}

/** Signs packages with a key that is made for that and gone afterwards: nobody can check the signatures, but they are there. */
export function signRpms(work: string, files: readonly string[]): void {
  const home = join(work, 'gpg');
  mkdirSync(home, { mode: 0o700 });
  const environment = { GNUPGHOME: home };
  const name = 'Small node of the tests';
  try {
    run('gpg', ['--batch', '--quiet', '--pinentry-mode', 'loopback', '--passphrase', '', '--quick-generate-key', name, 'rsa2048', 'sign', 'never'], { environment });
    run('rpmsign', ['--addsign', '--define', '__gpg /usr/bin/gpg', '--define', `_gpg_name ${name}`, ...files], { environment });
  } finally {
    run('gpgconf', ['--kill', 'all'], { environment });
  }
}
