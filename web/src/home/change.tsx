import { Text } from "@mantine/core";
import { IconArrowDownRight, IconArrowRight, IconArrowUpRight } from "@tabler/icons-react";
import { useFormat } from "../i18n/format.ts";
import type { Figures } from "./query.ts";

interface ChangeProps {
  readonly now: Pick<Figures, "netMinor">;
  readonly before: Pick<Figures, "netMinor">;
}

/** How much more or less than before: an arrow and a share; nothing where there is nothing to compare with. */
export function Change({ now, before }: ChangeProps) {
  const { percent } = useFormat();
  if (before.netMinor <= 0) return null;
  // As it is shown: what rounds to nothing is no change.
  const share = Math.round(((now.netMinor - before.netMinor) / before.netMinor) * 100) / 100 || 0;
  const Arrow = share > 0 ? IconArrowUpRight : share < 0 ? IconArrowDownRight : IconArrowRight;
  return (
    <Text component="span" size="xs" fw={600} className="nowrap" c={share > 0 ? "var(--good-ink)" : "var(--quiet)"}>
      <Arrow size={13} className="directed" style={{ verticalAlign: "-2px" }} aria-hidden />{" "}
      <bdi dir="ltr">{`${share > 0 ? "+" : ""}${percent(share)}`}</bdi>
    </Text>
  );
}
