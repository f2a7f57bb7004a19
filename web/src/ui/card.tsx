/** A bordered part of a page under its own heading. */
import { Box, Group, Paper, Title } from "@mantine/core";
import { type ReactNode, useId } from "react";

interface Props {
  readonly title?: string;
  readonly actions?: ReactNode;
  /** True: the content reaches the border (tables). */
  readonly isFlush?: boolean;
  readonly children: ReactNode;
}

export function Card({ title, actions, isFlush = false, children }: Props) {
  const id = useId();
  return (
    <Paper component="section" {...(title !== undefined && { "aria-labelledby": id })}>
      {(title !== undefined || actions) && (
        <Group justify="space-between" px="md" pt="sm" pb={isFlush ? "sm" : 0} wrap="nowrap">
          {title !== undefined && (
            <Title order={2} id={id}>
              {title}
            </Title>
          )}
          <Group gap="xs">{actions}</Group>
        </Group>
      )}
      <Box p={isFlush ? 0 : "md"}>{children}</Box>
    </Paper>
  );
}
