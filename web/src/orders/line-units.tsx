/** How many units of a line: what it is, how many there can be, and the number. */
import { Group, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Quiet } from "../ui/quiet.tsx";
import { WholeNumber } from "../ui/whole-number.tsx";

interface Props {
  readonly title: string;
  readonly hint: ReactNode;
  /** Of the number, for whoever does not see the line. */
  readonly label: string;
  readonly most: number;
  readonly units: number;
  onChange(units: number): void;
  /** Before the number. */
  readonly children?: ReactNode;
}

export function LineUnits({ title, hint, label, most, units, onChange, children }: Props) {
  return (
    <Group justify="space-between" wrap="nowrap">
      <Stack gap={0} miw={0} flex={1}>
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          <bdi>{title}</bdi>
        </Text>
        <Quiet size="xs">{hint}</Quiet>
      </Stack>
      {children}
      <WholeNumber
        aria-label={label}
        w={88}
        miw={88}
        min={0}
        max={most}
        clampBehavior="strict"
        disabled={most === 0}
        value={units}
        onChange={(value) => onChange(value ?? 0)}
      />
    </Group>
  );
}
