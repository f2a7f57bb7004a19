/** Text with headings, lists and links, written as it will look; the library is loaded with it. */
import { ActionIcon, Button, Group, Input, Popover, TextInput } from "@mantine/core";
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconBlockquote,
  IconBold,
  IconH2,
  IconH3,
  IconItalic,
  IconLink,
  IconList,
  IconListNumbers,
  IconUnderline,
} from "@tabler/icons-react";
import { baseKeymap, chainCommands, exitCode, lift, setBlockType, toggleMark, wrapIn } from "prosemirror-commands";
import { history, redo, undo } from "prosemirror-history";
import { keymap } from "prosemirror-keymap";
import type { MarkType, NodeType } from "prosemirror-model";
import { liftListItem, splitListItem, wrapInList } from "prosemirror-schema-list";
import { type Command, EditorState } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "../../i18n/translation.ts";
import { boundText } from "../../ui/field.ts";
import classes from "./rich-text.module.css";
import { documentOf, htmlOf, schema } from "./schema.ts";

export interface RichTextProps {
  readonly label: string;
  readonly value: string;
  readonly isEditable: boolean;
  readonly error?: string | undefined;
  /** Beside the label. */
  readonly aside?: ReactNode;
  onChange(html: string): void;
}

const { marks, nodes } = schema;

const KEYS: Readonly<Record<string, Command>> = {
  "Mod-b": toggleMark(marks.strong),
  "Mod-i": toggleMark(marks.em),
  "Mod-u": toggleMark(marks.underline),
  "Mod-z": undo,
  "Mod-y": redo,
  "Mod-Shift-z": redo,
  Enter: splitListItem(nodes.list_item),
  "Shift-Enter": chainCommands(exitCode, (state, dispatch) => {
    dispatch?.(state.tr.replaceSelectionWith(nodes.hard_break.create()).scrollIntoView());
    return true;
  }),
};

const stateOf = (html: string) =>
  EditorState.create({ doc: documentOf(html), plugins: [history(), keymap(KEYS), keymap(baseKeymap)] });

export function RichText({ label, value, isEditable, error, aside, onChange }: RichTextProps) {
  const id = useId();
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const [state, setState] = useState(() => stateOf(value));
  /** What was last told: whatever else comes from outside replaces what is here. */
  const reported = useRef(value);
  const report = useRef(onChange);
  useEffect(() => {
    report.current = onChange;
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: made once; what comes later is put into it below
  useEffect(() => {
    if (!place.current) return;
    const made = new EditorView(place.current, {
      state,
      attributes: {
        role: "textbox",
        "aria-multiline": "true",
        "aria-labelledby": id,
        class: classes["surface"] ?? "",
      },
      dispatchTransaction(transaction) {
        const next = made.state.apply(transaction);
        made.updateState(next);
        setState(next);
        if (!transaction.docChanged) return;
        reported.current = htmlOf(next.doc);
        report.current(reported.current);
      },
    });
    view.current = made;
    return () => made.destroy();
  }, []);
  useEffect(() => {
    view.current?.setProps({ editable: () => isEditable });
  }, [isEditable]);
  useEffect(() => {
    if (value === reported.current) return;
    reported.current = value;
    const next = stateOf(value);
    view.current?.updateState(next);
    setState(next);
  }, [value]);
  const run = (command: Command) => {
    const { current } = view;
    if (!current) return;
    command(current.state, current.dispatch);
    current.focus();
  };
  return (
    <Input.Wrapper error={error}>
      <Group justify="space-between" mb={4}>
        <Input.Label component="div" id={id}>
          {label}
        </Input.Label>
        {aside}
      </Group>
      <div className={classes["box"]} data-error={error !== undefined || undefined}>
        {isEditable && <Tools state={state} run={run} />}
        <div ref={place} />
      </div>
    </Input.Wrapper>
  );
}

interface ToolsProps {
  readonly state: EditorState;
  run(command: Command): void;
}

function Tools({ state, run }: ToolsProps) {
  const { t } = useTranslation("products");
  return (
    <Group gap={4} p={4} className={classes["tools"] ?? ""} role="toolbar" aria-label={t("richText.tools")}>
      {MARKS.map(({ name, type, Icon }) => (
        <Tool
          key={name}
          label={t(`richText.${name}`)}
          isOn={hasMark(state, type)}
          onClick={() => run(toggleMark(type))}
        >
          <Icon size={16} />
        </Tool>
      ))}
      {([2, 3] as const).map((level) => {
        const isOn = isIn(state, nodes.heading, level);
        const Icon = level === 2 ? IconH2 : IconH3;
        return (
          <Tool
            key={level}
            label={t("richText.heading", { level: level - 1 })}
            isOn={isOn}
            onClick={() => run(isOn ? setBlockType(nodes.paragraph) : setBlockType(nodes.heading, { level }))}
          >
            <Icon size={16} />
          </Tool>
        );
      })}
      {BLOCKS.map(({ name, type, wrap, unwrap, Icon }) => {
        const isOn = isIn(state, type);
        return (
          <Tool key={name} label={t(`richText.${name}`)} isOn={isOn} onClick={() => run(isOn ? unwrap : wrap)}>
            <Icon size={16} />
          </Tool>
        );
      })}
      <LinkTool state={state} run={run} />
      <Tool label={t("richText.undo")} isOff={!undo(state)} onClick={() => run(undo)}>
        <IconArrowBackUp size={16} className={classes["turned"] ?? ""} />
      </Tool>
      <Tool label={t("richText.redo")} isOff={!redo(state)} onClick={() => run(redo)}>
        <IconArrowForwardUp size={16} className={classes["turned"] ?? ""} />
      </Tool>
    </Group>
  );
}

const MARKS = [
  { name: "bold", type: marks.strong, Icon: IconBold },
  { name: "italic", type: marks.em, Icon: IconItalic },
  { name: "underline", type: marks.underline, Icon: IconUnderline },
] as const;

const OUT_OF_LIST = liftListItem(nodes.list_item);
const BLOCKS = [
  {
    name: "bullets",
    type: nodes.bullet_list,
    wrap: wrapInList(nodes.bullet_list),
    unwrap: OUT_OF_LIST,
    Icon: IconList,
  },
  {
    name: "numbers",
    type: nodes.ordered_list,
    wrap: wrapInList(nodes.ordered_list),
    unwrap: OUT_OF_LIST,
    Icon: IconListNumbers,
  },
  { name: "quote", type: nodes.blockquote, wrap: wrapIn(nodes.blockquote), unwrap: lift, Icon: IconBlockquote },
] as const;

function hasMark({ selection, storedMarks, doc }: EditorState, type: MarkType): boolean {
  const { from, to, empty, $from } = selection;
  if (empty) return type.isInSet(storedMarks ?? $from.marks()) !== undefined;
  return doc.rangeHasMark(from, to, type);
}

function isIn({ selection: { $from } }: EditorState, type: NodeType, level?: number): boolean {
  for (let depth = $from.depth; depth > 0; depth--) {
    const node = $from.node(depth);
    if (node.type === type) return level === undefined || node.attrs["level"] === level;
  }
  return false;
}

interface ToolProps {
  readonly label: string;
  readonly isOn?: boolean;
  readonly isOff?: boolean;
  readonly children: ReactNode;
  onClick(): void;
}

/** Keeps the selection: the text does not lose the focus to it. */
const Tool = ({ label, isOn, isOff = false, children, onClick }: ToolProps) => (
  <ActionIcon
    variant={isOn === true ? "light" : "subtle"}
    color="gray"
    aria-label={label}
    title={label}
    disabled={isOff}
    {...(isOn !== undefined && { "aria-pressed": isOn })}
    onMouseDown={(event) => event.preventDefault()}
    onClick={onClick}
  >
    {children}
  </ActionIcon>
);

function LinkTool({ state, run }: ToolsProps) {
  const { t } = useTranslation("products");
  const [address, setAddress] = useState<string | null>(null);
  const isOn = hasMark(state, marks.link);
  const isFine = address !== null && URL.canParse(address) && /^(https?|mailto|tel):/.test(address);
  const set = () => {
    if (!isFine) return;
    run(toggleMark(marks.link, { href: address }));
    setAddress(null);
  };
  return (
    <Popover
      opened={address !== null}
      onClose={() => setAddress(null)}
      // The button stands inside the target, which is no control itself.
      withRoles={false}
      trapFocus
      returnFocus
      withArrow
      shadow="md"
    >
      <Popover.Target>
        <span>
          <Tool
            label={t("richText.link")}
            isOn={isOn}
            isOff={!isOn && state.selection.empty}
            onClick={() => (isOn ? run(toggleMark(marks.link)) : setAddress("https://"))}
          >
            <IconLink size={16} />
          </Tool>
        </span>
      </Popover.Target>
      <Popover.Dropdown>
        <Group gap="xs" align="flex-end">
          <TextInput
            label={t("richText.address")}
            dir="ltr"
            {...boundText(address ?? "", setAddress)}
            onKeyDown={(event) => {
              if (event.key !== "Enter") return;
              event.preventDefault();
              set();
            }}
            data-autofocus
          />
          <Button disabled={!isFine} onClick={set}>
            {t("richText.link")}
          </Button>
        </Group>
      </Popover.Dropdown>
    </Popover>
  );
}
