import { ActionIcon, Tooltip } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";

/** A report as a file. */
export function DownloadLink({ href, label }: { readonly href: string; readonly label: string }) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="default" size={30} component="a" href={href} download aria-label={label}>
        <IconDownload size={16} />
      </ActionIcon>
    </Tooltip>
  );
}
