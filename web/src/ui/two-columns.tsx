/** A thing's own page in two columns. */
import { Grid, Stack } from "@mantine/core";
import type { ReactNode } from "react";

/** The thing at the left, its facts and what happened at the right; below each other on a phone. */
export function TwoColumns({ main, side }: { readonly main: ReactNode; readonly side: ReactNode }) {
  return (
    <Grid gap="md">
      <Grid.Col span={{ base: 12, md: 8 }}>
        <Stack gap="md">{main}</Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 4 }}>
        <Stack gap="md">{side}</Stack>
      </Grid.Col>
    </Grid>
  );
}
