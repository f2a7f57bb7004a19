/** Conditions: rows of field, comparison and value, in groups that may hold groups. */
import { Button, Group as Row, Text } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { type Ref, useRef } from "react";
import { BOUNDS } from "../../../../src/commerce/automations/definition.ts";
import { worded } from "../../i18n/options.ts";
import { IconAction } from "../../ui/icon-action.tsx";
import {
  type ComparisonDraft,
  type GroupDraft,
  isGroup,
  itemsPath,
  levelsOf,
  MODES,
  type NodeDraft,
  newComparison,
  newGroup,
  operatorsOf,
  withField,
  withOperator,
  withValue,
} from "../draft.ts";
import { operatorWord } from "../rule-texts.ts";
import { fieldChoices, firstField } from "./choices.ts";
import { useEditing } from "./editing.ts";
import classes from "./flow.module.css";
import { useNewRow } from "./new-row.ts";
import { Pick } from "./pick.tsx";
import { ValueInput } from "./value.tsx";

interface Props {
  readonly group: GroupDraft;
  readonly path: string;
  /** How deep it stands; the outermost is 1. */
  readonly depth: number;
  onChange(group: GroupDraft): void;
  /** Absent: it stays, also without conditions. */
  onRemove?(): void;
}

export function ConditionGroup({ group, path, depth, onChange, onRemove }: Props) {
  const { wording, trigger, errorAt, isFixed } = useEditing();
  const { t } = wording;
  const { items, mode } = group;
  const adds = useRef<HTMLButtonElement>(null);
  const added = useRef<string | null>(null);
  const set = (next: readonly NodeDraft[]) => onChange({ ...group, items: next });
  const add = (node: NodeDraft) => {
    added.current = node.key;
    set([...items, node]);
  };
  const remove = (nth: number) => {
    if (items.length === 1 && onRemove) return onRemove();
    set(items.toSpliced(nth, 1));
    // What had the focus is gone.
    adds.current?.focus();
  };
  const within = itemsPath(path, mode);
  const inside = depth + levelsOf(mode);
  // Of its items, each says its own.
  const error = items.some((_, nth) => errorAt(`${within}.${nth}`)) ? undefined : errorAt(path);
  return (
    <fieldset className={classes["group"]} aria-label={t("sentence.conditions")} data-group={path}>
      {items.length > 0 && (
        <div className={classes["line"]}>
          <Pick
            label={t("sentence.combine")}
            data={worded(MODES, (each) => t(`modes.${each}`))}
            value={mode}
            disabled={isFixed}
            onChange={(next) => onChange({ ...group, mode: next })}
          />
          {onRemove && !isFixed && <IconAction icon={IconX} label={t("sentence.removeGroup")} onClick={onRemove} />}
        </div>
      )}
      {error !== undefined && (
        <Text size="xs" c="var(--mantine-color-error)" role="alert">
          {error}
        </Text>
      )}
      {items.length > 0 && (
        <ul className={classes["items"]}>
          {items.map((node, nth) => (
            <li key={node.key}>
              <Item
                node={node}
                path={`${within}.${nth}`}
                depth={inside}
                isNew={added.current === node.key}
                onChange={(next) => set(items.with(nth, next))}
                onRemove={() => remove(nth)}
              />
            </li>
          ))}
        </ul>
      )}
      {!isFixed && (
        <Adds
          ref={adds}
          onCondition={() => add(newComparison(firstField(trigger)))}
          onGroup={
            inside + 1 <= BOUNDS.depth
              ? () => add(newGroup(mode === "any" ? "all" : "any", firstField(trigger)))
              : undefined
          }
        />
      )}
    </fieldset>
  );
}

interface ItemProps {
  readonly node: NodeDraft;
  readonly path: string;
  readonly depth: number;
  readonly isNew: boolean;
  onChange(node: NodeDraft): void;
  onRemove(): void;
}

function Item({ node, depth, isNew, ...rest }: ItemProps) {
  return isGroup(node) ? (
    <ConditionGroup group={node} depth={depth} {...rest} />
  ) : (
    <ComparisonRow row={node} isNew={isNew} {...rest} />
  );
}

interface AddsProps {
  readonly ref: Ref<HTMLButtonElement>;
  onCondition(): void;
  /** Undefined: it would stand too deep. */
  readonly onGroup: (() => void) | undefined;
}

function Adds({ ref, onCondition, onGroup }: AddsProps) {
  const { t } = useEditing().wording;
  const look = { size: "compact-xs", variant: "default", leftSection: <IconPlus size={12} /> } as const;
  return (
    <Row gap={6}>
      <Button {...look} ref={ref} onClick={onCondition}>
        {t("sentence.addCondition")}
      </Button>
      {onGroup && (
        <Button {...look} onClick={onGroup}>
          {t("sentence.addGroup")}
        </Button>
      )}
    </Row>
  );
}

interface RowProps {
  readonly row: ComparisonDraft;
  readonly path: string;
  /** Just added: it takes the focus. */
  readonly isNew: boolean;
  onChange(row: ComparisonDraft): void;
  onRemove(): void;
}

function ComparisonRow({ row, path, isNew, onChange, onRemove }: RowProps) {
  const { wording, trigger, errorAt, isFixed } = useEditing();
  const { t } = wording;
  const first = useNewRow(isNew);
  const exists = operatorsOf(row.field).includes(row.is);
  const operators = exists ? operatorsOf(row.field) : [...operatorsOf(row.field), row.is];
  const parts = ["field", "is", "value"].map((part) => errorAt(`${path}.${part}`));
  const error = parts.some((each) => each !== undefined) ? undefined : errorAt(path);
  return (
    <div className={classes["line"]} data-condition={path}>
      <Pick
        ref={first}
        label={t("sentence.field")}
        data={fieldChoices(trigger, wording, row.field)}
        value={row.field}
        error={errorAt(`${path}.field`)}
        disabled={isFixed}
        onChange={(field) => onChange(withField(row, field))}
      />
      <Pick
        label={t("sentence.operator")}
        data={worded(operators, (each) => operatorWord(row.field, each, wording))}
        value={row.is}
        error={errorAt(`${path}.is`)}
        disabled={isFixed}
        onChange={(is) => onChange(withOperator(row, is))}
      />
      <ValueInput row={row} path={path} onChange={(value) => onChange(withValue(row, value))} />
      {!isFixed && <IconAction icon={IconX} label={t("sentence.removeCondition")} onClick={onRemove} />}
      {error !== undefined && (
        <Text className={classes["wide"] ?? ""} size="xs" c="var(--mantine-color-error)" role="alert">
          {error}
        </Text>
      )}
    </div>
  );
}
