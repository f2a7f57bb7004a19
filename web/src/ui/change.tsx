import { Text } from "@mantine/core";
import { IconArrowDownRight, IconArrowRight, IconArrowUpRight } from "@tabler/icons-react";
import { useFormat } from "../i18n/format.ts";

interface ChangeProps {
  readonly now: number;
  readonly before: number;
  /** False: more is no better than less (refunds). */
  readonly isGain?: boolean;
}

/** How much more or less than before: an arrow and a share; nothing where there is nothing to compare with. */
export function Change({ now, before, isGain = true }: ChangeProps) {
  const { percent } = useFormat();
  if (before <= 0) return null;
  // As it is shown: what rounds to nothing is no change.
  const share = Math.round(((now - before) / before) * 100) / 100 || 0;
  const Arrow = share > 0 ? IconArrowUpRight : share < 0 ? IconArrowDownRight : IconArrowRight;
  const color = share > 0 && isGain ? "var(--good-ink)" : "var(--quiet)";
  return (
    <Text component="span" size="xs" fw={600} className="nowrap" c={color}>
      <Arrow size={13} className="directed" style={{ verticalAlign: "-2px" }} aria-hidden />{" "}
      <bdi dir="ltr">{`${share > 0 ? "+" : ""}${percent(share)}`}</bdi>
    </Text>
  );
}
