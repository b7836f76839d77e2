// SPDX-License-Identifier: GPL-2.0-or-later
// The rows of every table. Times are milliseconds since 1970 (UTC); documents are JSON text.

import type { Generated, Kysely, Transaction } from 'kysely';
import type { ImageOrigin, ImageState } from '#kickstart/catalogue/image.ts';
import type { JobKind, JobState } from '#kickstart/catalogue/job.ts';
import type { Verdict } from '#kickstart/catalogue/test-report.ts';
import type { InstallationState } from '#kickstart/lifecycle/states.ts';
import type { Stage } from '#kickstart/lifecycle/stages.ts';

export type Role = 'viewer' | 'operator' | 'admin';

export type Tables = {
  schema_version: { version: number };
  /** One row, `revision`: the number of the newest write; it never goes back, so an ETag never names two contents. */
  counters: { name: string; value: number };
  settings: { name: string; value: string };
  users: { name: string; role: Role; password_hash: string; created_at: number; updated_at: number };
  sessions: { id_hash: string; user_name: string; created_at: number; seen_at: number; expires_at: number };
  api_tokens: {
    id: string;
    title: string;
    token_hash: string;
    role: Role;
    /** The user who made it, or null when it was made on the server's command line. */
    user_name: string | null;
    created_at: number;
    expires_at: number;
  };
  /** One row per failed or unfinished login; account and address are hashes (people type passwords into the name field). */
  login_failures: { number: Generated<number>; account: string; address: string; at: number };
  profiles: {
    number: number;
    id: string;
    title: string;
    target: string;
    /** The document with every secret masked. */
    body: string;
    /** JSON: path of a secret in the document -> its sealed value. */
    secrets: string;
    search_text: string;
    /** The channel that it follows, as in the document. */
    channel: string | null;
    revision: number;
    updated_at: number;
  };
  hosts: {
    number: number;
    id: string;
    hostname: string;
    profile_id: string;
    body: string;
    search_text: string;
    revision: number;
    updated_at: number;
  };
  host_macs: { mac: string; host_id: string };
  /** One row for every time a host was armed. */
  installations: {
    /** 128 random bits, base64url: names the installation, and its token is derived from it. */
    id: string;
    host_id: string;
    /** 1 for the newest of a host, 0 for older ones. */
    is_current: number;
    state: InstallationState;
    armed_at: number;
    /** Who armed it: a user, or `null` for the server's command line. */
    armed_by: string | null;
    expires_at: number;
    /** 1: the machine shows what it would erase, and waits for a decision. */
    is_rehearsal: number;
    decision: 'approved' | 'refused' | null;
    /** SHA-256 of the token, hexadecimal. */
    token_hash: string;
    /** When the kickstart was given out for the first time, to which address, and how often since. */
    opened_at: number | null;
    opened_from: string | null;
    fetches: number;
    stage: Stage;
    stage_at: number;
    /** When it counts as stuck; null where nothing is waited for. */
    deadline: number | null;
    image_bytes: number;
    image_size: number | null;
  };
  /** What happened, in order: the timeline. `detail` is JSON of a form that `kind` tells. */
  installation_events: { number: Generated<number>; installation_id: string; at: number; kind: string; address: string | null; actor: string | null; detail: string | null };
  /** Kickstarts that were given out: the hash of the exact bytes, and the text with its secrets masked. */
  served_kickstarts: { number: Generated<number>; installation_id: string; at: number; address: string; sha256: string; text: string };
  /** The log of a failure, secrets redacted. */
  installation_logs: { installation_id: string; at: number; text: string };
  /** Machines that asked and that no host is known for. */
  discoveries: { mac: string; first_seen: number; last_seen: number; address: string; times: number; facts: string; is_ignored: number };
  /** Installer trees, one for a target. */
  trees: { target: string; body: string; revision: number; updated_at: number };
  /** Management controllers (Redfish) of hosts; the password is sealed. */
  controllers: { host_id: string; body: string; password: string; updated_at: number };
  /** What is known of the files `images/<sha256>`; a file without a row is not offered to anybody. */
  images: {
    sha256: string;
    /** The last part of its URL. */
    name: string;
    /** In bytes. */
    size: number;
    /** Read from the image by its test; null until then, and where it holds none. */
    nvr: string | null;
    target: string | null;
    arch: string | null;
    state: ImageState;
    /** Why it was retired or put in quarantine. */
    state_reason: string | null;
    origin: ImageOrigin;
    /** File name, path or URL it came from. */
    source: string | null;
    /** sha256 of the image that this one was customized from. */
    parent: string | null;
    /** JSON of the definition or recipe as it was then. */
    made_from: string | null;
    /** A detached signature over the file: text of minisign or armored OpenPGP. */
    signature: string | null;
    /** Id of the trusted key that made it; see images/keyring.ts. */
    signer: string | null;
    added_at: number;
    added_by: string | null;
    /** When the bytes on the disk were last found to have this hash. */
    hashed_at: number;
  };
  /** JSON list of packages. */
  image_packages: { sha256: string; count: number; body: string };
  /** Reports of tests (JSON), the newest counts. */
  image_tests: { number: Generated<number>; sha256: string; job_id: string | null; at: number; verdict: Verdict; body: string };
  /** A name for "the image to install": which one is a decision of people. */
  channels: { id: string; title: string; target: string; sha256: string | null; revision: number; updated_at: number };
  /** Every such decision; never changed, and kept when the channel goes. `override`: why an image without a passed test was taken. */
  channel_moves: { number: Generated<number>; channel_id: string; at: number; actor: string | null; kind: string; sha256: string | null; before: string | null; override: string | null };
  image_definitions: { id: string; title: string; target: string | null; body: string; revision: number; updated_at: number };
  recipes: { id: string; title: string; target: string | null; body: string; revision: number; updated_at: number };
  /** Packages that people brought for their recipes: the files `packages/<sha256>.rpm`. */
  rpm_files: { sha256: string; name: string; size: number; body: string; added_at: number; added_by: string | null };
  /** Long work. Its log is the file `jobs/<id>.log`. */
  jobs: {
    number: Generated<number>;
    id: string;
    kind: JobKind;
    title: string;
    /** What it is about: sha256 of an image, or the id of a definition. */
    subject: string | null;
    input: string;
    state: JobState;
    stage: string | null;
    permille: number | null;
    result: string | null;
    /** Why it failed, in words. */
    problem: string | null;
    /** 1: a person asked it to stop. */
    is_cancelled: number;
    /** How often it was begun: one that the end of the server cut short may begin again by itself, once. */
    attempts: number;
    created_at: number;
    created_by: string | null;
    started_at: number | null;
    ended_at: number | null;
  };
};

/** The database, or a transaction on it: inside of one, only the transaction may be used. */
export type Database = Kysely<Tables> | Transaction<Tables>;
