/** What the bar's menus hang from: drawn before the menus are loaded. */
import { Group, Text } from "@mantine/core";
import { IconChevronDown, IconUserCircle } from "@tabler/icons-react";
import { useSession } from "../data/session.ts";

export function AccountSign() {
  return <IconUserCircle size={22} stroke={1.5} style={{ display: "block" }} />;
}

export function OrganizationSign() {
  const { organization, organizations } = useSession();
  return (
    <Group gap={4} wrap="nowrap">
      <Text fw={600} size="sm" truncate maw={220} dir="auto" title={organization?.name}>
        {organization?.name}
      </Text>
      {organizations.length > 1 && <IconChevronDown size={14} aria-hidden />}
    </Group>
  );
}
