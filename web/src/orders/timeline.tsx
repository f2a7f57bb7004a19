/** Everything that happened to an order: people, platforms and the hub. */
import {
  type Icon,
  IconAlertTriangle,
  IconArrowBackUp,
  IconBan,
  IconBox,
  IconBuildingStore,
  IconCash,
  IconCircleDot,
  IconCloudUp,
  IconFlag,
  IconHandStop,
  IconLink,
  IconMessage,
  IconPackage,
  IconPackageOff,
  IconPencil,
  IconSend,
  IconShoppingBag,
  IconTag,
  IconTrash,
  IconTruck,
  IconUser,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useSession } from "../data/session.ts";
import { useHubMessages } from "../hub-messages/hub-messages.ts";
import { useTranslation } from "../i18n/translation.ts";
import { personOf } from "../ui/actor.tsx";
import { Card } from "../ui/card.tsx";
import { LinkAnchor } from "../ui/link.ts";
import { ProblemNotice } from "../ui/problem.tsx";
import { RowsSkeleton } from "../ui/skeletons.tsx";
import type { Meaning } from "../ui/status.tsx";
import { type Happening, Timeline } from "../ui/timeline.tsx";
import type { PartProps } from "./command-dialog.ts";
import { PendingCommand } from "./commands.tsx";
import { Comment } from "./comment.tsx";
import { echoesOf } from "./echoes.ts";
import { timelineQuery } from "./queries.ts";

const CHECKS: Readonly<Record<string, readonly [Icon, Meaning]>> = {
  created: [IconShoppingBag, "information"],
  status: [IconFlag, "information"],
  financial: [IconCash, "information"],
  fulfilment: [IconTruck, "good"],
  fulfilment_status: [IconTruck, "information"],
  hold: [IconHandStop, "attention"],
  hold_ended: [IconHandStop, "information"],
  released: [IconHandStop, "good"],
  packed: [IconPackage, "good"],
  refund: [IconCash, "attention"],
  return: [IconArrowBackUp, "information"],
  restock: [IconBox, "information"],
  short: [IconPackageOff, "failed"],
  served: [IconBox, "good"],
  mapped: [IconLink, "good"],
  unmapped: [IconLink, "attention"],
  note: [IconMessage, "neutral"],
  command_note: [IconMessage, "neutral"],
  line: [IconPencil, "information"],
  total: [IconCash, "information"],
  tags: [IconTag, "neutral"],
  address: [IconPencil, "information"],
  customer: [IconUser, "neutral"],
  return_received: [IconBox, "good"],
  gone: [IconTrash, "attention"],
  pushed: [IconCloudUp, "good"],
  requested: [IconSend, "neutral"],
  command_failed: [IconAlertTriangle, "failed"],
  command_cancelled: [IconBan, "neutral"],
};

/** What a channel said to something asked of it. */
const ANSWER = [IconBuildingStore, "neutral"] as const;
const REFUSED = [IconAlertTriangle, "failed"] as const;
const OTHER = [IconCircleDot, "neutral"] as const;

export function Happened({ order, options }: Pick<PartProps, "order" | "options">) {
  const { t } = useTranslation("orders/page");
  const { t: ofOrders } = useTranslation("orders");
  const { may } = useSession();
  const hubText = useHubMessages();
  const found = useQuery(timelineQuery(order.id));
  const entries = found.data ?? [];
  const textsOf = (entry: Entry) => hubText.parts(entry.said, entry.text);
  const commands = new Map(order.commands.map((command) => [command.id, command]));
  const ofCommand = Map.groupBy(entries, (entry) => commandOf(entry, commands));
  const others = ofCommand.get(undefined) ?? [];
  const echoes = echoesOf(others, order.commands);
  const folded = new Set([...echoes.values()].flat());
  const shown = others.filter((entry) => !folded.has(entry));
  const takenBack = new Set(entries.map((entry) => keyIn(entry, "takesBack")));
  const rest = shown.map((entry) => entryItem(entry, textsOf(entry), { hubName: ofOrders("byHub"), takenBack }));
  const requested = order.commands.map((command): Happening => {
    const answers = ofCommand.get(command.id) ?? [];
    const reported = echoes.get(command.id) ?? [];
    const own = [...reported.toReversed(), ...answers];
    return {
      id: command.id,
      at: command.finishedAt ?? command.createdAt,
      icon: command.kind === "note" ? IconMessage : IconSend,
      text: (
        <PendingCommand
          order={order}
          command={command}
          told={answers.filter(isRequest).map(textsOf).join(" ")}
          echoes={reported.map(textsOf)}
        />
      ),
      ...(own.length > 0 && { raw: own.toReversed().map(({ kind, actor, at, text }) => ({ at, kind, actor, text })) }),
    };
  });
  const note = options.find(({ kind }) => kind === "note");
  return (
    <Card
      title={t("happened")}
      actions={
        order.storeId !== null &&
        order.commands.length > 0 && (
          <LinkAnchor
            to="/channels/$id"
            params={{ id: order.storeId }}
            search={{ tab: "activity", q: order.number }}
            size="sm"
          >
            {t("commands.exchanges")}
          </LinkAnchor>
        )
      }
    >
      {may("act_on_orders") && note?.allowed && <Comment order={order} warnings={note.warnings} />}
      {found.isPending && <RowsSkeleton rows={4} />}
      {found.isError && <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />}
      <Timeline items={newestFirst([...rest, ...requested])} />
    </Card>
  );
}

type Entry = Awaited<ReturnType<NonNullable<ReturnType<typeof timelineQuery>["queryFn"]>>>[number];

/** Which note an entry is, or takes back. */
function keyIn({ data }: Entry, name: "note" | "takesBack"): string | undefined {
  const key = typeof data === "object" && data !== null ? Reflect.get(data, name) : undefined;
  return typeof key === "string" ? key : undefined;
}

/** The command an entry tells of, as long as the order has it. */
function commandOf({ data }: Entry, commands: ReadonlyMap<string, unknown>): string | undefined {
  const id = typeof data === "object" && data !== null ? Reflect.get(data, "commandId") : undefined;
  return typeof id === "string" && commands.has(id) ? id : undefined;
}

/** What was asked, in words; the others are answers. */
const isRequest = ({ kind, actor }: Entry): boolean =>
  kind === "requested" || (kind === "command_note" && !actor.startsWith("channel:"));

/** The channel said no, or the attempt failed: nothing was done. */
const isUndone = ({ code }: { readonly code?: string }): boolean => code !== undefined && UNDONE.has(code);

/** The second is of entries that kept what the channel said in a gap. */
const UNDONE: ReadonlySet<string> = new Set(["order.answer.rejects", "order.answer.refused", "order.answer.failed"]);

interface Beside {
  readonly hubName: string;
  /** Keys of notes. */
  readonly takenBack: ReadonlySet<string | undefined>;
}

function entryItem(entry: Entry, text: string, { hubName, takenBack }: Beside): Happening {
  const [icon, meaning] = entry.said?.some(isUndone)
    ? REFUSED
    : (CHECKS[entry.kind] ?? (entry.kind.startsWith("command_") ? ANSWER : OTHER));
  const note = keyIn(entry, "note");
  const isTakenBack = note !== undefined && takenBack.has(note);
  const isEmpty = typeof entry.data === "object" && entry.data !== null && Object.keys(entry.data).length === 0;
  return {
    id: entry.id,
    at: entry.at,
    icon,
    meaning,
    text: isTakenBack ? <s>{text}</s> : <bdi>{text}</bdi>,
    by: personOf(entry.actor, hubName),
    raw: { kind: entry.kind, actor: entry.actor, at: entry.at, ...(!isEmpty && { data: entry.data }) },
  };
}

/** Of one moment, what stood first stays first. */
const newestFirst = (items: readonly Happening[]): Happening[] =>
  items.toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at));
