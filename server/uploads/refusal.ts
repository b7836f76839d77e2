// SPDX-License-Identifier: GPL-2.0-or-later
// Why an upload cannot go on, in the form that @tus/server answers with.

export class UploadRefusal extends Error {
  // The names are those of @tus/server.
  readonly status_code: number;
  readonly body: string;

  /** @param message for a person: what is wrong, why, and how to mend it. */
  constructor(status: number, message: string) {
    super(message);
    this.name = 'UploadRefusal';
    this.status_code = status;
    this.body = message;
  }
}

export function noSuchUpload(): UploadRefusal {
  return new UploadRefusal(404, 'There is no such upload (any more). Uploads that stood still for 24 hours are removed. Begin again.');
}
