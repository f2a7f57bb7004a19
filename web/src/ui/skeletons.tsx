/** Grey shapes of what is being loaded, in the size it will have. */
import { Group, Skeleton, Stack } from "@mantine/core";

export function PageSkeleton() {
  return (
    <Stack p="lg" gap="md" aria-busy="true">
      <Skeleton h={28} w={220} />
      <Skeleton h={36} />
      <RowsSkeleton rows={8} />
    </Stack>
  );
}

export function RowsSkeleton({ rows = 6 }: { readonly rows?: number }) {
  return (
    <Stack gap="xs" aria-busy="true">
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: nothing tells these grey rows apart
        <Group key={row} wrap="nowrap">
          <Skeleton h={20} w="20%" />
          <Skeleton h={20} w="45%" />
          <Skeleton h={20} w="35%" />
        </Group>
      ))}
    </Stack>
  );
}
