import { Group, Text } from "@mantine/core";
import { IconArrowDownRight, IconArrowRight, IconArrowUpRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../i18n/format.ts";
import type { Figures } from "./query.ts";

interface ChangeProps {
  readonly now: Pick<Figures, "netMinor">;
  readonly before: Pick<Figures, "netMinor">;
  readonly currency: string;
  /** What `before` is: "yesterday by now". */
  readonly text?: string;
}

/** How much more or less than before: an arrow and a share, with the amount it is compared with. */
export function Change({ now, before, currency, text }: ChangeProps) {
  const { percent, money } = useFormat();
  const { t } = useTranslation("home");
  const isComparable = before.netMinor > 0;
  // As it is shown: what rounds to nothing is no change.
  const share = isComparable ? Math.round(((now.netMinor - before.netMinor) / before.netMinor) * 100) / 100 || 0 : 0;
  const Arrow = share > 0 ? IconArrowUpRight : share < 0 ? IconArrowDownRight : IconArrowRight;
  return (
    <Group gap={4} wrap="wrap" fz="xs">
      {isComparable && (
        <Text component="span" size="xs" fw={600} className="nowrap" c={share > 0 ? "var(--more)" : "var(--quiet)"}>
          <Arrow size={13} className="directed" style={{ verticalAlign: "-2px" }} aria-hidden />{" "}
          <bdi dir="ltr">{`${share > 0 ? "+" : ""}${percent(share)}`}</bdi>
        </Text>
      )}
      {text !== undefined && (
        <Text component="span" size="xs" c="var(--quiet)">
          {before.netMinor === 0 ? t("sales.nothingBefore") : `${text}: ${money(before.netMinor, currency)}`}
        </Text>
      )}
    </Group>
  );
}
