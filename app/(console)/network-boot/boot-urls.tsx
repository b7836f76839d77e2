// SPDX-License-Identifier: GPL-2.0-or-later
// The addresses of the boot plane that are the same for every machine, to copy.
'use client';
import { Card, CardBody, CardTitle, ClipboardCopy, Content, DescriptionList, DescriptionListDescription, DescriptionListGroup, DescriptionListTerm } from '@patternfly/react-core';
import { TEXT } from './text.ts';

function rows(bootUrl: string, target: string) {
  return [
    { label: TEXT.ipxe, text: TEXT.ipxeText, value: `${bootUrl}/boot/ipxe` },
    { label: TEXT.grub, text: TEXT.grubText, value: `${bootUrl}/boot/grub.cfg` },
    { label: TEXT.http, text: TEXT.httpText, value: `${bootUrl}/boot/efi/${target}/BOOTX64.EFI` },
    { label: TEXT.httpArm, text: TEXT.httpText, value: `${bootUrl}/boot/efi/${target}/BOOTAA64.EFI` },
    { label: TEXT.kickstart, text: TEXT.kickstartText, value: `inst.ks=${bootUrl}/ks inst.ks.sendmac inst.updates=${bootUrl}/addon/updates.img` },
  ];
}

export function BootUrls({ bootUrl, target }: { bootUrl: string; target: string }) {
  return (
    <Card isCompact component="section" aria-labelledby="boot-urls">
      <CardTitle component="h2" id="boot-urls">{TEXT.addresses}</CardTitle>
      <CardBody>
        <Content component="p">{TEXT.addressesText}</Content>
        <DescriptionList isHorizontal isCompact>
          {rows(bootUrl, target).map(({ label, text, value }) => (
            <DescriptionListGroup key={label}>
              <DescriptionListTerm>{label}</DescriptionListTerm>
              <DescriptionListDescription>
                <ClipboardCopy variant="inline-compact" isCode className="bw-wrap" hoverTip={TEXT.copyAddress} clickTip={TEXT.copiedAddress} copyAriaLabel={`${TEXT.copyAddress}: ${label}`}>
                  {value}
                </ClipboardCopy>
                <div className="bw-sub">{text}</div>
              </DescriptionListDescription>
            </DescriptionListGroup>
          ))}
        </DescriptionList>
      </CardBody>
    </Card>
  );
}
