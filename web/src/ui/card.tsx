/** A bordered part of a page under its own heading. */
import { Box, Group, Paper, Title } from "@mantine/core";
import { type ReactNode, useId } from "react";
import { Quiet } from "./quiet.tsx";

interface Props {
  readonly title?: string;
  /** A message below the title: what this is for. */
  readonly text?: string;
  /** Explains what the title names. */
  readonly help?: ReactNode;
  readonly actions?: ReactNode;
  /** True: the content reaches the border (tables). */
  readonly isFlush?: boolean;
  readonly children: ReactNode;
}

export function Card({ title, text, help, actions, isFlush = false, children }: Props) {
  const id = useId();
  return (
    <Paper component="section" {...(title !== undefined && { "aria-labelledby": id })}>
      {(title !== undefined || actions) && (
        <Group justify="space-between" px="md" pt="sm" pb={isFlush ? "sm" : 0} wrap="nowrap">
          {title !== undefined && (
            <Group gap={4} wrap="nowrap">
              <Title order={2} id={id}>
                {title}
              </Title>
              {help}
            </Group>
          )}
          <Group gap="xs">{actions}</Group>
        </Group>
      )}
      <Box p={isFlush ? 0 : "md"}>
        {text !== undefined && <Quiet mb="sm">{text}</Quiet>}
        {children}
      </Box>
    </Paper>
  );
}
