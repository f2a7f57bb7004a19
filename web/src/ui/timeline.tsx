/** What happened to a thing, newest first: people, platforms and the hub; a line opens to what lies behind it. */
import { Code, Collapse, Timeline as Line, Stack, Text, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { type Icon, IconChevronDown } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Quiet } from "./quiet.tsx";
import type { Meaning } from "./status.tsx";
import classes from "./timeline.module.css";
import { When } from "./when.tsx";

export interface Happening {
  readonly id: string;
  readonly at: string;
  readonly icon: Icon;
  readonly meaning?: Meaning;
  readonly text: ReactNode;
  /** Who or what did it. */
  readonly by?: string | undefined;
  /** Shown as it is when opened; secrets are masked by the hub. */
  readonly raw?: unknown;
}

/** Only what a person should notice is coloured, and has a sign of its own. */
const INK: Partial<Record<Meaning, string>> = {
  attention: "light-dark(#7a4a00, var(--mantine-color-yellow-4))",
  failed: "var(--bad-ink)",
};

export function Timeline({ items }: { readonly items: readonly Happening[] }) {
  return (
    <Line bulletSize={22} lineWidth={1} color="gray">
      {items.map((item, n) => (
        <Line.Item
          key={item.id}
          mt={n === 0 ? 0 : "md"}
          bullet={<item.icon size={13} color={INK[item.meaning ?? "neutral"]} aria-hidden />}
        >
          <Entry item={item} />
        </Line.Item>
      ))}
    </Line>
  );
}

function Entry({ item }: { readonly item: Happening }) {
  const [isOpen, { toggle }] = useDisclosure();
  const hasMore = item.raw !== undefined && item.raw !== null;
  const line = (
    <Text size="sm" component="div" style={{ overflowWrap: "anywhere" }}>
      {item.text}
    </Text>
  );
  return (
    <Stack gap={2}>
      {hasMore ? (
        <UnstyledButton onClick={toggle} aria-expanded={isOpen} className={classes.line ?? ""}>
          {line}
          <IconChevronDown size={14} className={classes.fold ?? ""} aria-hidden />
        </UnstyledButton>
      ) : (
        line
      )}
      <Quiet size="xs" component="div">
        {item.by !== undefined && `${item.by} · `}
        <When at={item.at} />
      </Quiet>
      {hasMore && (
        <Collapse expanded={isOpen}>
          <Code block fz="xs" mah={320} style={{ overflow: "auto" }}>
            {JSON.stringify(item.raw, null, 2)}
          </Code>
        </Collapse>
      )}
    </Stack>
  );
}
