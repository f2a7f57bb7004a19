/** What a rule does: one action after the other, each with its parameters. */
import { Button, Checkbox, Group, TagsInput, Text, Textarea, TextInput } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconPlus, IconX } from "@tabler/icons-react";
import { useRef } from "react";
import { type ActionKey, actionOf, type Parameter } from "../../../../src/commerce/automations/actions.ts";
import { BOUNDS, type ParameterValue } from "../../../../src/commerce/automations/definition.ts";
import { isMoney, isTexts } from "../../../../src/commerce/automations/evaluate.ts";
import { worded } from "../../i18n/options.ts";
import { boundText, boundTick } from "../../ui/field.ts";
import { IconAction } from "../../ui/icon-action.tsx";
import { WholeNumber } from "../../ui/whole-number.tsx";
import { type ActionDraft, newAction, withAction } from "../draft.ts";
import { choiceText, type Wording } from "../rule-texts.ts";
import { actionChoices, fieldChoices } from "./choices.ts";
import { CurrencyPick } from "./currency-pick.tsx";
import { Day } from "./day.tsx";
import { useEditing } from "./editing.ts";
import classes from "./flow.module.css";
import { MoneyInput } from "./money-input.tsx";
import { useNewRow } from "./new-row.ts";
import { Percent } from "./percent.tsx";
import { Pick } from "./pick.tsx";
import { isRequested, NO_TEXT } from "./requested.ts";
import { ServiceInput } from "./service-input.tsx";

interface ListProps {
  readonly actions: readonly ActionDraft[];
  onChange(actions: readonly ActionDraft[]): void;
}

export function ActionList({ actions, onChange }: ListProps) {
  const { wording, trigger, errorAt, isFixed } = useEditing();
  const { t } = wording;
  const adds = useRef<HTMLButtonElement>(null);
  const added = useRef<string | null>(null);
  const without = (nth: number) => actions.toSpliced(nth, 1);
  const add = () => {
    const [first] = actionChoices(trigger, wording);
    if (!first) return;
    const action = newAction(first.value);
    added.current = action.key;
    onChange([...actions, action]);
  };
  const error = actions.length === 0 ? errorAt("actions") : undefined;
  return (
    <fieldset className={classes["group"]} aria-label={t("sentence.actions")}>
      {error !== undefined && (
        <Text size="xs" c="var(--mantine-color-error)" role="alert">
          {error}
        </Text>
      )}
      <ol className={classes["items"]}>
        {actions.map((action, nth) => (
          <li key={action.key}>
            <ActionRow
              action={action}
              nth={nth}
              isLast={nth === actions.length - 1}
              isNew={added.current === action.key}
              onChange={(next) => onChange(actions.with(nth, next))}
              onMove={(to) => onChange(without(nth).toSpliced(to, 0, action))}
              onRemove={() => {
                onChange(without(nth));
                // What had the focus is gone.
                adds.current?.focus();
              }}
            />
          </li>
        ))}
      </ol>
      {!isFixed && actions.length < BOUNDS.actions && (
        <Group gap={6}>
          <Button
            ref={adds}
            size="compact-xs"
            variant="default"
            leftSection={<IconPlus size={12} />}
            onClick={add}
            data-add-action
          >
            {t("sentence.addAction")}
          </Button>
        </Group>
      )}
    </fieldset>
  );
}

interface RowProps {
  readonly action: ActionDraft;
  readonly nth: number;
  readonly isLast: boolean;
  /** Just added: it takes the focus. */
  readonly isNew: boolean;
  onChange(action: ActionDraft): void;
  onMove(to: number): void;
  onRemove(): void;
}

function ActionRow({ action, nth, isLast, isNew, onChange, onMove, onRemove }: RowProps) {
  const { wording, trigger, errorAt, isFixed } = useEditing();
  const { t } = wording;
  const first = useNewRow(isNew);
  const path = `actions.${nth}`;
  const parameters = Object.entries(actionOf(action.do).parameters).filter(([name]) => isRequested(action, name));
  const isText = ([, { kind }]: (typeof parameters)[number]) => kind === "template";
  const input = ([name, parameter]: (typeof parameters)[number]) => (
    <ParameterInput
      key={`${action.do} ${name}`}
      of={action.do}
      name={name}
      parameter={parameter}
      value={action.parameters[name]}
      courierId={action.parameters["courier"]}
      error={errorAt(`${path}.${name}`)}
      onChange={(value, more) =>
        onChange({
          ...action,
          parameters: {
            ...action.parameters,
            [name]: value,
            ...more,
            ...(name === "template" && value !== undefined && NO_TEXT),
          },
        })
      }
    />
  );
  return (
    <div className={classes["group"]} data-action={action.do}>
      <div className={classes["row"]}>
        <div className={classes["line"]}>
          <Pick
            ref={first}
            label={t("sentence.action")}
            data={actionChoices(trigger, wording, action.do)}
            value={action.do}
            error={errorAt(`${path}.do`)}
            disabled={isFixed}
            onChange={(chosen) => onChange(withAction(action, chosen))}
          />
          {parameters.filter((each) => !isText(each)).map(input)}
        </div>
        {!isFixed && <Place nth={nth} isLast={isLast} onMove={onMove} onRemove={onRemove} />}
      </div>
      {parameters.filter(isText).map(input)}
    </div>
  );
}

function Place({ nth, isLast, onMove, onRemove }: Pick<RowProps, "nth" | "isLast" | "onMove" | "onRemove">) {
  const { t, format } = useEditing().wording;
  const number = { number: format.number(nth + 1) };
  return (
    <Group gap={2} wrap="nowrap">
      <IconAction
        icon={IconArrowUp}
        label={t("sentence.upAction", number)}
        disabled={nth === 0}
        onClick={() => onMove(nth - 1)}
      />
      <IconAction
        icon={IconArrowDown}
        label={t("sentence.downAction", number)}
        disabled={isLast}
        onClick={() => onMove(nth + 1)}
      />
      <IconAction icon={IconX} label={t("sentence.removeAction", number)} onClick={onRemove} />
    </Group>
  );
}

interface ParameterProps {
  readonly of: ActionKey;
  readonly name: string;
  readonly parameter: Parameter;
  readonly value: ParameterValue | undefined;
  /** Of the action, for its services. */
  readonly courierId: ParameterValue | undefined;
  readonly error: string | undefined;
  onChange(value: ParameterValue | undefined, more?: ActionDraft["parameters"]): void;
}

function ParameterInput(props: ParameterProps) {
  const { of, name, parameter, value, courierId, error, onChange } = props;
  const { wording, isFixed } = useEditing();
  const { t } = wording;
  const label = t(`parameters.${name}`, { defaultValue: name });
  const given = { error, disabled: isFixed, size: "xs", "aria-label": label } as const;
  switch (parameter.kind) {
    case "texts":
      return (
        <TagsInput
          {...given}
          className={classes["texts"] ?? ""}
          classNames={{ pill: classes["pill"] ?? "" }}
          acceptValueOnBlur
          maxTags={parameter.most ?? 20}
          placeholder={of === "split_order" ? label : ""}
          value={value !== undefined && isTexts(value) ? [...value] : []}
          onChange={(texts) => onChange(texts.length === 0 ? undefined : texts)}
        />
      );
    case "number":
      return <Count {...props} label={label} />;
    case "percent":
      return <Percent {...given} label={label} parameter={parameter} value={value} onChange={onChange} />;
    case "currency":
      return <CurrencyPick {...given} label={label} value={value} onChange={onChange} />;
    case "boolean":
      return <Tick {...props} label={label} />;
    case "date":
      return <Day {...given} label={label} value={typeof value === "string" ? value : ""} onChange={onChange} />;
    case "money":
      return <Sum {...props} label={label} />;
    case "text":
      if (name === "sku") return <Sku {...props} label={label} />;
      return (
        <ServiceInput
          {...given}
          courierId={courierId}
          value={value}
          onChange={(service, serviceName) => onChange(service, of === "propose_courier" ? { serviceName } : undefined)}
        />
      );
    case "template":
      return <TemplateInput {...props} label={label} />;
    default:
      return <Chosen {...props} label={label} />;
  }
}

/** What is not said is the usual. */
function Tick({ name, value, onChange, label }: ParameterProps & { readonly label: string }) {
  const { isFixed } = useEditing();
  const isUsual = name === "keepsUnits";
  const isTicked = typeof value === "boolean" ? value : isUsual;
  return (
    <Checkbox
      size="xs"
      py={6}
      label={label}
      disabled={isFixed}
      {...boundTick(isTicked, (isNow) => onChange(isNow === isUsual ? undefined : isNow))}
    />
  );
}

/** Of an item of ours. */
function Sku({ parameter, value, error, onChange, label }: ParameterProps & { readonly label: string }) {
  const { isFixed } = useEditing();
  return (
    <TextInput
      size="xs"
      aria-label={label}
      placeholder={label}
      error={error}
      disabled={isFixed}
      maxLength={parameter.most ?? 255}
      value={typeof value === "string" ? value : ""}
      onChange={({ currentTarget }) => onChange(currentTarget.value === "" ? undefined : currentTarget.value)}
    />
  );
}

/** A number of hours or days. */
function Count({ of, parameter, value, error, onChange, label }: ParameterProps & { readonly label: string }) {
  const { wording, isFixed } = useEditing();
  return (
    <>
      <WholeNumber
        size="xs"
        aria-label={label}
        error={error}
        disabled={isFixed}
        className={classes["number"] ?? ""}
        min={parameter.least ?? 0}
        max={parameter.most ?? Number.MAX_SAFE_INTEGER}
        value={typeof value === "number" ? value : null}
        onChange={(number) => onChange(number ?? undefined)}
      />
      <span className={classes["word"]}>{unitOf(of, wording)}</span>
    </>
  );
}

/** A price, or the most something may cost. */
function Sum({ of, value, error, onChange, label }: ParameterProps & { readonly label: string }) {
  const { wording, isFixed } = useEditing();
  return (
    <span className={classes["line"]}>
      <span className={classes["word"]}>{of === "propose_courier" ? wording.t("proposal.upTo") : label}</span>
      <MoneyInput
        label={label}
        error={error}
        disabled={isFixed}
        value={value !== undefined && isMoney(value) ? value : null}
        onChange={onChange}
      />
    </span>
  );
}

function unitOf(of: ActionKey, { t }: Wording): string {
  if (of === "propose_courier") return t("proposal.days");
  if (of === "add_gift") return t("units");
  return t(of === "hold_order" ? "sentence.hours" : "afterEvent");
}

/** One of a list, or of what the organization has. */
function Chosen(props: ParameterProps & { readonly label: string }) {
  const { of, name, parameter, value, error, onChange, label } = props;
  const { wording, isFixed } = useEditing();
  const { reference, choices = [], isRequired = false } = parameter;
  // Of fixed choices, what is not said is the first; of events none.
  const usual = isRequired || name === "until" ? "" : (choices[0] ?? "");
  const chosen = typeof value === "string" ? value : usual;
  const existing = reference
    ? [...wording.optionsOf(reference)]
    : worded(choices, (choice) => choiceText(of, name, choice, wording));
  const exists = existing.some((each) => each.value === chosen);
  const gone = chosen === "" || exists ? [] : [{ value: chosen, label: chosen }];
  const canBeNone = chosen === "" || ((reference !== undefined || name === "until") && !isRequired);
  const none = canBeNone ? [{ value: "", label: noneText(props, wording) }] : [];
  return (
    <>
      {name === "reason" && <span className={classes["word"]}>{wording.t("because")}</span>}
      <Pick
        label={label}
        data={[...gone, ...none, ...existing]}
        value={chosen}
        error={error}
        disabled={isFixed}
        onChange={(next) => onChange(next === "" ? undefined : next)}
      />
    </>
  );
}

/** What stands for a choice that is left out. */
function noneText({ of, name, parameter, label }: ParameterProps & { readonly label: string }, { t }: Wording): string {
  if (name === "channel" && !parameter.isRequired) return t("everyChannel");
  if (name === "template") return t("messages.own");
  return of === "propose_courier" && name === "courier" ? t("proposal.anyCourier") : `${label} …`;
}

/** Text with fields to fill in; a field is put where the cursor stands. */
function TemplateInput({
  name,
  parameter,
  value,
  error,
  onChange,
  label,
}: ParameterProps & { readonly label: string }) {
  const { wording, trigger, isFixed } = useEditing();
  const { t } = wording;
  const area = useRef<HTMLTextAreaElement>(null);
  const line = useRef<HTMLInputElement>(null);
  const text = typeof value === "string" ? value : "";
  const set = (next: string) => onChange(next === "" ? undefined : next);
  const insert = (field: string) => {
    const input = area.current ?? line.current;
    const from = input?.selectionStart ?? text.length;
    const to = input?.selectionEnd ?? from;
    set(`${text.slice(0, from)}{{${field}}}${text.slice(to)}`);
    input?.focus();
  };
  const common = {
    error,
    label,
    disabled: isFixed,
    size: "xs",
    dir: "auto",
    maxLength: parameter.most ?? BOUNDS.valueText,
    required: parameter.isRequired ?? false,
    ...boundText(text, set),
  } as const;
  return (
    <div className={classes["group"]}>
      {name === "title" || name === "subject" ? (
        <TextInput {...common} ref={line} />
      ) : (
        <Textarea {...common} ref={area} autosize minRows={name === "note" ? 2 : 3} maxRows={14} />
      )}
      {!isFixed && (
        <Pick
          label={`${t("insert")}: ${label}`}
          data={[{ value: "", label: `${t("insert")} …` }, ...fieldChoices(trigger, wording)]}
          value=""
          onChange={(field) => field !== "" && insert(field)}
        />
      )}
    </div>
  );
}
