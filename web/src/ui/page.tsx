/** A screen's frame: title row with its one primary action. */
import { Anchor, Group, Stack, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

export interface PageProps {
  readonly title: string;
  /** Where this stands: its list. */
  readonly above?: { readonly label: string; readonly to: string };
  /** State beside the title. */
  readonly state?: ReactNode;
  /** The one thing most come here to do, and less frequent ones. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

export function Page({ title, above, state, actions, children }: PageProps) {
  useDocumentTitle(`${title} · Argosy`);
  return (
    <Stack gap="md" p={{ base: "sm", sm: "lg" }}>
      <Stack gap={4}>
        {above && (
          <Anchor component={Link} size="sm" to={above.to} w="fit-content">
            {above.label}
          </Anchor>
        )}
        <Group justify="space-between" gap="sm" align="flex-start">
          <Group gap="sm" miw={0}>
            <Title order={1} style={{ overflowWrap: "anywhere" }}>
              <bdi>{title}</bdi>
            </Title>
            {state}
          </Group>
          <Group gap="xs">{actions}</Group>
        </Group>
      </Stack>
      {children}
    </Stack>
  );
}
