/** The page before the dashboard: one card with one question. */
import { Center, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import type { ReactNode } from "react";
import { Quiet } from "../ui/quiet.tsx";

/** One question, and what answers it. */
export interface Question {
  readonly title: string;
  readonly text?: string;
  readonly children: ReactNode;
}

export function Frame({ title, text, children }: Question) {
  useDocumentTitle(`${title} · Argosy`);
  return (
    <Center component="main" mih="100vh" p="md">
      <Stack w="100%" maw={400} gap="md">
        <Group gap="xs" justify="center">
          <img src="/favicon.svg" alt="" width={32} height={32} />
          <Text fw={600} fz="lg">
            Argosy
          </Text>
        </Group>
        <Paper p="lg">
          <Stack gap="md">
            <div>
              <Title order={1}>{title}</Title>
              {text !== undefined && <Quiet>{text}</Quiet>}
            </div>
            {children}
          </Stack>
        </Paper>
      </Stack>
    </Center>
  );
}
