// SPDX-License-Identifier: GPL-2.0-or-later
// The id of a new document follows its title, until a person writes one.

/** An identifier made of a title: "Edge node, Köln" is edge-node-koln. */
export function slugOf(title: string): string {
  return title.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+/, '').slice(0, 63).replace(/-+$/, '');
}

/** The id that stands beside a title that is being written. @param id as it is now; what a person wrote stays. */
export function proposedId(id: string, before: string, title: string): string {
  return id === slugOf(before) ? slugOf(title) : id;
}
