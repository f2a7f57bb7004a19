/** A state as a word with its sign and meaning: never by colour alone. */
import { Badge } from "@mantine/core";
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
  IconClock,
  IconInfoCircle,
} from "@tabler/icons-react";

export type Meaning = "good" | "attention" | "failed" | "information" | "neutral" | "waiting";

const LOOK = {
  good: { color: "green", icon: IconCircleCheck },
  attention: { color: "yellow", icon: IconAlertTriangle },
  failed: { color: "red", icon: IconCircleX },
  information: { color: "blue", icon: IconInfoCircle },
  neutral: { color: "gray", icon: IconCircleDashed },
  waiting: { color: "gray", icon: IconClock },
} as const;

export function Status({ meaning, children }: { readonly meaning: Meaning; readonly children: string }) {
  const { color, icon: Icon } = LOOK[meaning];
  return (
    <Badge color={color} miw="max-content" leftSection={<Icon size={12} aria-hidden />}>
      {children}
    </Badge>
  );
}
