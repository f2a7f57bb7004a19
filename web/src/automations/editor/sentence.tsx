/** A rule as a sentence whose words can be changed: when, on which channels, if, then, and when to stop. */
import { Checkbox, Fieldset, Group, MultiSelect, Stack, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { BOUNDS } from "../../../../src/commerce/automations/definition.ts";
import { TRIGGER_KEYS, triggerOf } from "../../../../src/commerce/automations/triggers.ts";
import { worded } from "../../i18n/options.ts";
import { boundText, boundTick, fieldsOf } from "../../ui/field.ts";
import { Quiet } from "../../ui/quiet.tsx";
import { WholeNumber } from "../../ui/whole-number.tsx";
import { type RuleDraft, withTrigger } from "../draft.ts";
import { ActionList } from "./action.tsx";
import { ConditionGroup } from "./condition.tsx";
import { useEditing } from "./editing.ts";
import classes from "./flow.module.css";
import { Pick } from "./pick.tsx";

const CHANNEL_TEXTS = {
  order: "sentence.on",
  parcel: "sentence.on",
  product: "sentence.listedOn",
  channel: "sentence.among",
} as const;

interface Props {
  readonly draft: RuleDraft;
  onChange(part: Partial<RuleDraft>): void;
}

export function Sentence({ draft, onChange }: Props) {
  const { wording, errorAt, isFixed } = useEditing();
  const { t } = wording;
  const { subject } = triggerOf(draft.trigger);
  return (
    <Stack gap="md">
      <div className={classes["line"]}>
        <Word>{t("sentence.when")}</Word>
        <Pick
          label={t("sentence.event")}
          data={worded(TRIGGER_KEYS, (key) => t(`triggers.${key}`))}
          value={draft.trigger}
          error={errorAt("trigger")}
          disabled={isFixed}
          onChange={(trigger) => onChange(withTrigger(draft, trigger))}
        />
        {draft.trigger === "order.daily" && (
          <TextInput
            type="time"
            size="xs"
            aria-label={t("sentence.time")}
            error={errorAt("at")}
            disabled={isFixed}
            {...boundText(draft.at ?? "", (at) => onChange({ at }))}
          />
        )}
        <Word>{t(CHANNEL_TEXTS[subject])}</Word>
        <MultiSelect
          size="xs"
          className={classes["text"] ?? ""}
          aria-label={t("sentence.channels")}
          placeholder={
            draft.channels === null ? t(subject === "product" ? "sentence.anyOrNone" : "sentence.anyChannel") : ""
          }
          data={[...wording.optionsOf("channel")]}
          value={[...(draft.channels ?? [])]}
          error={errorAt("channels")}
          disabled={isFixed}
          searchable
          onChange={(ids) => onChange({ channels: ids.length === 0 ? null : ids })}
        />
      </div>
      <Clause word={draft.when.items.length === 0 ? t("sentence.always") : t("sentence.if")}>
        <ConditionGroup group={draft.when} path="when" depth={1} onChange={(when) => onChange({ when })} />
      </Clause>
      <Clause word={t("sentence.then")}>
        <ActionList actions={draft.actions} onChange={(actions) => onChange({ actions })} />
      </Clause>
      {/* The first rule whose courier takes the parcel decides, and nothing is done. */}
      {subject !== "parcel" && (
        <>
          <Checkbox
            size="sm"
            label={t("sentence.stopHere")}
            disabled={isFixed}
            {...boundTick(draft.stopHere, (stopHere) => onChange({ stopHere }))}
          />
          <Limits draft={draft} onChange={onChange} />
        </>
      )}
    </Stack>
  );
}

const Word = ({ children }: { readonly children: string }) => <span className={classes["word"]}>{children}</span>;

function Clause({ word, children }: { readonly word: string; readonly children: ReactNode }) {
  return (
    <Stack gap={4}>
      <Word>{word}</Word>
      {children}
    </Stack>
  );
}

const PER_ORDER = ["sentence.perDay", "sentence.perSubject"] as const;
const LIMIT_TEXTS = {
  order: PER_ORDER,
  parcel: PER_ORDER,
  product: ["sentence.perDayProduct", "sentence.perSubjectProduct"],
  channel: ["sentence.perDayOther", "sentence.perSubjectOther"],
} as const;

function Limits({ draft, onChange }: Props) {
  const { wording, errorAt, isFixed } = useEditing();
  const { t } = wording;
  const field = fieldsOf(draft.limits, (part) => onChange({ limits: { ...draft.limits, ...part } }));
  const texts = LIMIT_TEXTS[triggerOf(draft.trigger).subject];
  const bound = (name: "perDay" | "perSubject", label: string) => {
    const { value, onChange: set } = field(name);
    return (
      <WholeNumber
        size="xs"
        w={200}
        label={label}
        min={1}
        max={BOUNDS[name]}
        value={value}
        error={errorAt(`limits.${name}`)}
        disabled={isFixed}
        // An emptied field keeps what it had.
        onChange={(number) => number !== null && set(number)}
      />
    );
  };
  return (
    <Fieldset legend={t("sentence.limits")} variant="unstyled" p={0}>
      <Group gap="sm" align="flex-start">
        {bound("perDay", t(texts[0]))}
        {bound("perSubject", t(texts[1]))}
      </Group>
      <Quiet size="xs" mt={4}>
        {t("sentence.limitsText")}
      </Quiet>
    </Fieldset>
  );
}
