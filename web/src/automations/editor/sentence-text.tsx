import { Text } from "@mantine/core";

/** A rule in words. */
export const SentenceText = ({ children }: { readonly children: string }) => (
  <Text size="sm" dir="auto" style={{ overflowWrap: "anywhere" }}>
    {children}
  </Text>
);
