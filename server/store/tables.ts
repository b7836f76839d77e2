// SPDX-License-Identifier: GPL-2.0-or-later
// The rows of every table. Times are milliseconds since 1970 (UTC); documents are JSON text.

import type { Generated, Kysely, Transaction } from 'kysely';
import type { ImageOrigin, ImageState } from '#kickstart/catalogue/image.ts';
import type { JobKind, JobState } from '#kickstart/catalogue/job.ts';
import type { Verdict } from '#kickstart/catalogue/test-report.ts';
import type { RolloutNodeState, RolloutState, WishState } from '#kickstart/fleet/states.ts';
import type { HealthWord, OperationKind, ReportStep, Wanted } from '#kickstart/fleet/wire.ts';
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
  /** Every such decision, and that the channel was made, renamed and deleted (`title`, `title_before`); never changed, and kept when the channel goes. `override`: why an image without a passed test was taken. */
  channel_moves: {
    number: Generated<number>; channel_id: string; at: number; actor: string | null; kind: string; sha256: string | null; before: string | null; override: string | null; title: string | null; title_before: string | null;
  };
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
  /** What a running node shows; the database knows only its SHA-256. `origin`: given with an installation (then its id), or by a person. */
  node_keys: {
    key_hash: string;
    host_id: string;
    origin: string;
    created_at: number;
    created_by: string | null;
    first_used_at: number | null;
    revoked_at: number | null;
    revoked_by: string | null;
  };
  /** What each node said last; `body` is the check-in. */
  nodes: {
    host_id: string;
    seen_at: number;
    address: string;
    /** From when on it counts as silent. */
    silent_at: number;
    /** Of the booted base. */
    nvr: string | null;
    layer: string | null;
    health: HealthWord;
    /** The higher one of data and metadata. */
    pool_percent: number | null;
    channel: string | null;
    /** The last operation that ended. */
    last_kind: OperationKind | null;
    last_step: ReportStep | null;
    last_nvr: string | null;
    last_reason: string | null;
    last_at: number | null;
    body: string;
  };
  /** Reports, each once. `said_at` by the node's clock. */
  node_events: {
    number: Generated<number>;
    id: string;
    host_id: string;
    at: number;
    said_at: number;
    operation: string;
    kind: OperationKind;
    wish_id: string | null;
    step: ReportStep;
    nvr: string | null;
    layer: string | null;
    reason: string | null;
    log: string | null;
  };
  /** Nodes that stay as they are. */
  node_pins: { host_id: string; reason: string; at: number; actor: string | null };
  /** Each time that a node was pinned or unpinned. `reason`: of the pin, also of the one that was taken away. */
  node_pin_events: { number: Generated<number>; host_id: string; at: number; actor: string | null; kind: 'pinned' | 'unpinned'; reason: string };
  /** What is wanted of nodes, one at a time. */
  node_wishes: {
    number: Generated<number>;
    id: string;
    host_id: string;
    action: Wanted['action'];
    sha256: string | null;
    nvr: string | null;
    to_layer: string | null;
    reboot: Wanted['reboot'];
    state: WishState;
    step: ReportStep | null;
    permille: number | null;
    reason: string | null;
    rollout_id: string | null;
    made_at: number;
    made_by: string | null;
    given_at: number | null;
    changed_at: number;
  };
  rollouts: {
    number: Generated<number>;
    id: string;
    title: string;
    channel_id: string | null;
    sha256: string;
    nvr: string;
    state: RolloutState;
    /** Why it paused or stopped. */
    reason: string | null;
    /** The wave that is open, from 0. */
    wave: number;
    waves: number;
    reboot: Wanted['reboot'];
    /** So many of one wave may fail before it pauses. */
    allowed_failures: number;
    /** Of the open wave: failures in spite of which a person went on. */
    accepted_failures: number;
    /** How long nothing may be heard of a node, from being asked or from its last report on, before it counts as silent. */
    node_minutes: number;
    /** How long the nodes of a wave must stay healthy before the next one begins; until when the open one is watched for that, null while it is not. */
    soak_minutes: Generated<number>;
    soak_until: number | null;
    /** The request as it was made. */
    body: string;
    made_at: number;
    made_by: string | null;
    changed_at: number;
    ended_at: number | null;
  };
  /** The nodes of a roll-out; a row stays when its host goes. `before_layer`: what it ran when it was asked. */
  rollout_nodes: {
    rollout_id: string;
    host_id: string;
    hostname: string;
    wave: number;
    state: RolloutNodeState;
    reason: string | null;
    wish_id: string | null;
    before_layer: string | null;
    deadline: number | null;
    changed_at: number;
  };
  rollout_events: { number: Generated<number>; rollout_id: string; at: number; kind: string; actor: string | null; detail: string | null };
};

/** The database, or a transaction on it: inside of one, only the transaction may be used. */
export type Database = Kysely<Tables> | Transaction<Tables>;
