/** Nothing here yet: says what would stand here and the one step that leads to it. */
import { Center, Stack, ThemeIcon, Title } from "@mantine/core";
import type { Icon } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Quiet } from "./quiet.tsx";

interface Props {
  readonly icon: Icon;
  readonly title: string;
  readonly text: string;
  readonly action?: ReactNode;
}

export function Empty({ icon: Sign, title, text, action }: Props) {
  return (
    <Center py={48} px="md">
      <Stack align="center" gap="xs" maw={420} ta="center">
        <ThemeIcon size={44} variant="light" color="gray" radius="xl" aria-hidden>
          <Sign size={24} stroke={1.5} />
        </ThemeIcon>
        <Title order={2}>{title}</Title>
        <Quiet>{text}</Quiet>
        {action}
      </Stack>
    </Center>
  );
}
