/** What a channel finds wrong with an item, in its words. */
import { Stack, Text } from "@mantine/core";
import type { Shape } from "../data/hub.ts";

export function Issues({ issues }: { readonly issues: Shape<"Mapping">["issues"] }) {
  if (issues.length === 0) return null;
  return (
    <Stack gap={2}>
      {issues.map(({ text, blocks }) => (
        <Text key={text} size="xs" {...(blocks ? {} : { c: "dimmed" })}>
          <bdi>{text}</bdi>
        </Text>
      ))}
    </Stack>
  );
}
