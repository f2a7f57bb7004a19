/** What is asked of many orders at once; the hub answers for each. */

import { Checkbox, Select, Stack, TagsInput, Textarea } from "@mantine/core";
import { IconBan, IconCheck, IconNote, IconTag, IconTruck } from "@tabler/icons-react";
import { type Dispatch, type SetStateAction, useState } from "react";
import { useTranslation } from "react-i18next";
import { CANCEL_REASONS, type CancelReason } from "../../../src/commerce/order-command.ts";
import { ORDER_STATUSES } from "../../../src/commerce/statuses.ts";
import { body, hub, type Sent } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { codeText } from "../said/wording.ts";
import type { BulkAction, Outcome } from "../ui/list/bulk.tsx";

type Asked = Sent<"postOrdersBulk">;
type WithoutIds<T> = T extends unknown ? Omit<T, "orderIds"> : never;

interface Choices {
  readonly notify: boolean;
  readonly restock: boolean;
  readonly reason: CancelReason;
  readonly status: (typeof ORDER_STATUSES)[number];
  readonly add: readonly string[];
  readonly remove: readonly string[];
  readonly note: string;
}

const FIRST: Choices = {
  notify: false,
  restock: true,
  reason: "other",
  status: "processing",
  add: [],
  remove: [],
  note: "",
};

async function ask(asked: WithoutIds<Asked>, ids: readonly string[]): Promise<readonly Outcome[]> {
  const { results } = await body(hub.POST("/api/orders/bulk", { body: { ...asked, orderIds: [...ids] } as Asked }));
  return results.map(({ orderId, error }) => ({ id: orderId, problem: error && codeText(error.code, error.message) }));
}

export function useOrderBulk(): readonly BulkAction[] {
  const { t } = useTranslation("orders");
  const { may } = useSession();
  const [choices, setChoices] = useState(FIRST);
  if (!may("act_on_orders")) return [];
  const fields = { choices, setChoices };
  return [
    {
      id: "fulfil",
      icon: <IconTruck size={14} />,
      label: (count) => (count === 0 ? t("bulk.all.fulfil") : t("bulk.fulfil", { count })),
      confirm: () => t("bulk.fulfilText"),
      fields: <Notify {...fields} />,
      run: (ids) => ask({ action: "fulfil", trackingNumbers: [], notifyCustomer: choices.notify }, ids),
    },
    {
      id: "status",
      icon: <IconCheck size={14} />,
      label: (count) => (count === 0 ? t("bulk.all.status") : t("bulk.status", { count })),
      confirm: () => t("bulk.statusText"),
      fields: <StatusField {...fields} />,
      run: (ids) => ask({ action: "status", status: choices.status }, ids),
    },
    {
      id: "tag",
      icon: <IconTag size={14} />,
      label: (count) => (count === 0 ? t("bulk.all.tag") : t("bulk.tag", { count })),
      confirm: () => t("bulk.tagText"),
      fields: <TagFields {...fields} />,
      isReady: choices.add.length + choices.remove.length > 0,
      run: (ids) => ask({ action: "tag", add: [...choices.add], remove: [...choices.remove] }, ids),
    },
    {
      id: "note",
      icon: <IconNote size={14} />,
      label: (count) => (count === 0 ? t("bulk.all.note") : t("bulk.note", { count })),
      confirm: () => t("bulk.noteText"),
      fields: <NoteField {...fields} />,
      isReady: choices.note.trim() !== "",
      run: (ids) => ask({ action: "note", text: choices.note, visibleToCustomer: false }, ids),
    },
    {
      id: "cancel",
      icon: <IconBan size={14} />,
      isDestructive: true,
      label: (count) => (count === 0 ? t("bulk.all.cancel") : t("bulk.cancel", { count })),
      confirm: () => t("bulk.cancelText"),
      fields: <CancelFields {...fields} />,
      run: (ids) =>
        ask(
          {
            action: "cancel",
            reason: choices.reason,
            restock: choices.restock,
            notifyCustomer: choices.notify,
          },
          ids,
        ),
    },
  ];
}

interface FieldProps {
  readonly choices: Choices;
  readonly setChoices: Dispatch<SetStateAction<Choices>>;
}

function Notify({ choices, setChoices }: FieldProps) {
  const { t } = useTranslation("orders");
  return (
    <Checkbox
      label={t("notify")}
      checked={choices.notify}
      onChange={(event) => {
        const notify = event.currentTarget.checked;
        setChoices((now) => ({ ...now, notify }));
      }}
    />
  );
}

function StatusField({ choices, setChoices }: FieldProps) {
  const { t } = useTranslation("orders");
  return (
    <Select
      label={t("columns.status")}
      data={ORDER_STATUSES.filter((status) => status !== "cancelled").map((value) => ({
        value,
        label: t(`status.${value}`),
      }))}
      value={choices.status}
      onChange={(chosen) => {
        const status = ORDER_STATUSES.find((each) => each === chosen);
        if (status) setChoices((now) => ({ ...now, status }));
      }}
      allowDeselect={false}
    />
  );
}

function TagFields({ choices, setChoices }: FieldProps) {
  const { t } = useTranslation("orders");
  return (
    <Stack gap="sm">
      <TagsInput
        label={t("bulk.tagAdd")}
        description={t("bulk.tagHelp")}
        value={[...choices.add]}
        onChange={(add) => setChoices((now) => ({ ...now, add }))}
        maxTags={50}
        acceptValueOnBlur
        data-autofocus
      />
      <TagsInput
        label={t("bulk.tagRemove")}
        value={[...choices.remove]}
        onChange={(remove) => setChoices((now) => ({ ...now, remove }))}
        maxTags={50}
        acceptValueOnBlur
      />
    </Stack>
  );
}

function NoteField({ choices, setChoices }: FieldProps) {
  const { t } = useTranslation("orders");
  return (
    <Textarea
      label={t("note.text")}
      autosize
      minRows={3}
      maxLength={5_000}
      value={choices.note}
      onChange={(event) => {
        const note = event.currentTarget.value;
        setChoices((now) => ({ ...now, note }));
      }}
      data-autofocus
    />
  );
}

function CancelFields({ choices, setChoices }: FieldProps) {
  const { t } = useTranslation("orders");
  return (
    <Stack gap="sm">
      <Select
        label={t("cancel.reason")}
        data={CANCEL_REASONS.map((value) => ({ value, label: t(`cancel.reasons.${value}`) }))}
        value={choices.reason}
        onChange={(chosen) => {
          const reason = CANCEL_REASONS.find((each) => each === chosen);
          if (reason) setChoices((now) => ({ ...now, reason }));
        }}
        allowDeselect={false}
      />
      <Checkbox
        label={t("cancel.restock")}
        checked={choices.restock}
        onChange={(event) => {
          const restock = event.currentTarget.checked;
          setChoices((now) => ({ ...now, restock }));
        }}
      />
      <Notify choices={choices} setChoices={setChoices} />
    </Stack>
  );
}
