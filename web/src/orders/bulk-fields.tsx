/** What is asked beside an action on many orders. */
import { Checkbox, Stack, TagsInput, Textarea } from "@mantine/core";
import type { Dispatch, SetStateAction } from "react";
import { CANCEL_REASONS, type CancelReason } from "../../../src/commerce/order-command.ts";
import { ORDER_PRIORITIES, type OrderPriority } from "../../../src/commerce/order-priority.ts";
import { ORDER_STATUSES, type OrderStatus } from "../../../src/commerce/statuses.ts";
import { type Option, worded } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { boundText, boundTick } from "../ui/field.ts";
import { OneOf } from "../ui/one-of.tsx";
import { type HandlingChange, useAssignees } from "./handling.tsx";
import type { HoldDraft } from "./hold-draft.ts";
import { HoldFields } from "./hold-fields.tsx";

export interface Choices {
  readonly notify: boolean;
  readonly restock: boolean;
  readonly reason: CancelReason;
  readonly status: (typeof ORDER_STATUSES)[number];
  readonly add: readonly string[];
  readonly remove: readonly string[];
  readonly note: string;
  readonly hold: HoldDraft;
  readonly handling: HandlingChange;
}

interface FieldProps {
  readonly choices: Choices;
  readonly setChoices: Dispatch<SetStateAction<Choices>>;
}

interface BulkFieldProps extends FieldProps {
  readonly of: keyof typeof FIELDS;
}

export function BulkFields({ of, ...props }: BulkFieldProps) {
  const RequestInput = FIELDS[of];
  return <RequestInput {...props} />;
}

function Notify({ choices, setChoices }: FieldProps) {
  const { t } = useTranslation("orders/page");
  return (
    <Checkbox
      label={t("notify")}
      {...boundTick(choices.notify, (notify) => setChoices((now) => ({ ...now, notify })))}
    />
  );
}

function StatusField({ choices, setChoices }: FieldProps) {
  const { t } = useTranslation("orders");
  return (
    <OneOf
      label={t("columns.status")}
      options={worded<OrderStatus>(
        ORDER_STATUSES.filter((status) => status !== "cancelled"),
        (value) => t(`status.${value}`),
      )}
      value={choices.status}
      onChange={(status) => setChoices((now) => ({ ...now, status }))}
    />
  );
}

function TagFields({ choices, setChoices }: FieldProps) {
  const { t } = useTranslation("orders/page");
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
  const { t } = useTranslation("orders/page");
  return (
    <Textarea
      label={t("note.text")}
      autosize
      minRows={3}
      maxLength={5_000}
      {...boundText(choices.note, (note) => setChoices((now) => ({ ...now, note })))}
      data-autofocus
    />
  );
}

function CancelFields({ choices, setChoices }: FieldProps) {
  const { t } = useTranslation("orders/page");
  return (
    <Stack gap="sm">
      <OneOf
        label={t("cancel.reason")}
        options={worded(CANCEL_REASONS, (value) => t(`cancel.reasons.${value}`))}
        value={choices.reason}
        onChange={(chosen) => {
          const reason = CANCEL_REASONS.find((each) => each === chosen);
          if (reason) setChoices((now) => ({ ...now, reason }));
        }}
      />
      <Checkbox
        label={t("cancel.restock")}
        description={t("bulk.restockHelp")}
        {...boundTick(choices.restock, (restock) => setChoices((now) => ({ ...now, restock })))}
      />
      <Notify choices={choices} setChoices={setChoices} />
    </Stack>
  );
}

function HoldField({ choices, setChoices }: FieldProps) {
  return (
    <HoldFields
      draft={choices.hold}
      set={(part) => setChoices((now) => ({ ...now, hold: { ...now.hold, ...part } }))}
    />
  );
}

/** What is not chosen stays as it is. */
const UNCHANGED = "unchanged";

function HandlingFields({ choices: { handling }, setChoices }: FieldProps) {
  const { t } = useTranslation("orders/page");
  const { t: ofOrders } = useTranslation("orders");
  const people = useAssignees(t("handling.nobody"));
  const unchanged: Option<typeof UNCHANGED> = { value: UNCHANGED, label: t("handling.unchanged") };
  const set = (handling: HandlingChange) => setChoices((now) => ({ ...now, handling }));
  const { assignedTo, priority, ...neither } = handling;
  return (
    <Stack gap="sm">
      <OneOf
        label={t("handling.assignee")}
        options={[unchanged, ...people]}
        value={assignedTo === undefined ? UNCHANGED : (assignedTo ?? "")}
        onChange={(member) =>
          set({
            ...neither,
            ...(priority && { priority }),
            ...(member !== UNCHANGED && { assignedTo: member === "" ? null : member }),
          })
        }
      />
      <OneOf
        label={ofOrders("columns.priority")}
        options={[unchanged, ...worded<OrderPriority>(ORDER_PRIORITIES, (value) => ofOrders(`priority.${value}`))]}
        value={priority ?? UNCHANGED}
        onChange={(value) =>
          set({
            ...neither,
            ...(assignedTo !== undefined && { assignedTo }),
            ...(value !== UNCHANGED && { priority: value }),
          })
        }
      />
    </Stack>
  );
}

const FIELDS = {
  hold: HoldField,
  status: StatusField,
  tag: TagFields,
  note: NoteField,
  cancel: CancelFields,
  handling: HandlingFields,
} as const;
