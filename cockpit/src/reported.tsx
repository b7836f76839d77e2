// SPDX-License-Identifier: GPL-2.0-or-later
// Text that the node said: never more than text, and apart from what stands beside it.
import { Button } from '@patternfly/react-core';
import { useEffect, useRef, useState } from 'react';
import { TEXT } from './text.ts';

export const Reported = ({ children }: { children: string }) => <bdi className="bw-reported">{children}</bdi>;

/** Lines of a log in a region that the keyboard scrolls; it begins at their end, where the reason of a failure stands. */
export function Log({ label, text }: { label: string; text: string }) {
  const region = useRef<HTMLPreElement>(null);
  const [copied, setCopied] = useState<string>();
  useEffect(() => {
    if (region.current !== null) region.current.scrollTop = region.current.scrollHeight;
  }, [text]);
  const copy = () => {
    void navigator.clipboard.writeText(text).then(() => setCopied(TEXT.copied), () => setCopied(TEXT.notCopied));
  };
  return (
    <>
      <pre ref={region} className="bw-log" role="region" aria-label={label} tabIndex={0}>{text}</pre>
      {/* Over plain HTTP a browser has no clipboard for pages; the text can still be selected. */}
      {window.isSecureContext && <Button variant="link" onClick={copy}>{TEXT.copy(label)}</Button>}
      <span role="status">{copied}</span>
    </>
  );
}
