import { ActionIcon, Button, Menu, Select, Table, Text, TextInput } from "@mantine/core";
import { IconCategory, IconDotsVertical } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { categoriesQuery } from "../data/categories.ts";
import { body, hub, ofId, type Shape } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction, useFormAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { changedOf } from "../ui/changed.ts";
import { ConfirmAction } from "../ui/confirm.tsx";
import { FormDialog } from "../ui/dialog.tsx";
import { Empty } from "../ui/empty.tsx";
import { boundText } from "../ui/field.ts";
import { LinkAnchor } from "../ui/link.ts";
import { Frame } from "./frame.tsx";

type Category = Shape<"Category">;

export function Categories() {
  const { t } = useTranslation("products");
  const { number } = useFormat();
  const { may } = useSession();
  const canEdit = may("edit_catalogue");
  const { data: categories } = useSuspenseQuery(categoriesQuery);
  const [edited, setEdited] = useState<Category | "new" | null>(null);
  const [deleted, setDeleted] = useState<Category | null>(null);
  const [merged, setMerged] = useState<Category | null>(null);
  const tree = inTreeOrder(categories);
  const move = useAction({
    run: ({ category, by }: { readonly category: Category; readonly by: -1 | 1 }) =>
      body(
        hub.POST("/api/categories/order", {
          body: { parentId: category.parentId, ids: movedAmong(siblingsOf(tree, category), category, by) },
        }),
      ),
    renews: [["categories"]],
  });
  const button = canEdit && <Button onClick={() => setEdited("new")}>{t("categories.new")}</Button>;
  return (
    <Frame actions={button}>
      {tree.length === 0 ? (
        <Empty
          icon={IconCategory}
          title={t("categories.empty.title")}
          text={t("categories.empty.text")}
          action={button}
        />
      ) : (
        <Card isFlush>
          <Table aria-label={t("screens.categories")}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("categories.name")}</Table.Th>
                <Table.Th ta="end">{t("title")}</Table.Th>
                {canEdit && <Table.Th aria-label={t("list.rowActions", { ns: "ui" })} />}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {tree.map((category) => (
                <Table.Tr key={category.id}>
                  <Table.Td style={{ paddingInlineStart: 12 + 20 * (category.path.length - 1) }}>
                    <Text size="sm" fw={category.path.length === 1 ? 600 : 400}>
                      {category.name}
                    </Text>
                  </Table.Td>
                  <Table.Td ta="end">
                    <LinkAnchor to="/products" search={{ categoryId: category.id }} size="sm">
                      {number(category.productsInside)}
                    </LinkAnchor>
                  </Table.Td>
                  {canEdit && (
                    <Table.Td ta="end">
                      <Menu position="bottom-end">
                        <Menu.Target>
                          <ActionIcon
                            variant="subtle"
                            color="gray"
                            aria-label={t("categories.actionsOf", { name: category.name })}
                          >
                            <IconDotsVertical size={16} />
                          </ActionIcon>
                        </Menu.Target>
                        <Menu.Dropdown>
                          <Menu.Item onClick={() => setEdited(category)}>{t("categories.edit")}</Menu.Item>
                          {([-1, 1] as const).map((by) => (
                            <Menu.Item
                              key={by}
                              disabled={move.isRunning || !canMove(tree, category, by)}
                              onClick={() => move.start({ category, by })}
                            >
                              {t(by === -1 ? "categories.moveUp" : "categories.moveDown")}
                            </Menu.Item>
                          ))}
                          {tree.length > 1 && (
                            <Menu.Item onClick={() => setMerged(category)}>{t("categories.merge")}</Menu.Item>
                          )}
                          <Menu.Item color="red" onClick={() => setDeleted(category)}>
                            {t("categories.delete")}
                          </Menu.Item>
                        </Menu.Dropdown>
                      </Menu>
                    </Table.Td>
                  )}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Card>
      )}
      {edited && (
        <CategoryDialog category={edited === "new" ? null : edited} categories={tree} onClose={() => setEdited(null)} />
      )}
      {merged && <MergeCategory category={merged} categories={tree} onClose={() => setMerged(null)} />}
      {deleted && <DeleteCategory category={deleted} onClose={() => setDeleted(null)} />}
    </Frame>
  );
}

/** Each below its parent, beside others as the hub orders them. */
function inTreeOrder(categories: readonly Category[]): readonly Category[] {
  const below = Map.groupBy(categories, ({ parentId }) => parentId);
  const withThose = (category: Category): readonly Category[] => [
    category,
    ...(below.get(category.id) ?? []).flatMap(withThose),
  ];
  return (below.get(null) ?? []).flatMap(withThose);
}

const siblingsOf = (tree: readonly Category[], { parentId }: Category) =>
  tree.filter((each) => each.parentId === parentId);

function canMove(tree: readonly Category[], category: Category, by: -1 | 1): boolean {
  const siblings = siblingsOf(tree, category);
  const to = siblings.indexOf(category) + by;
  return to >= 0 && to < siblings.length;
}

function movedAmong(siblings: readonly Category[], category: Category, by: -1 | 1): string[] {
  const others = siblings.filter((each) => each !== category).map(({ id }) => id);
  return others.toSpliced(siblings.indexOf(category) + by, 0, category.id);
}

interface DialogProps {
  readonly category: Category | null;
  readonly categories: readonly Category[];
  onClose(): void;
}

function CategoryDialog({ category, categories, onClose }: DialogProps) {
  const { t } = useTranslation("products");
  const [name, setName] = useState(category?.name ?? "");
  const [parentId, setParent] = useState(category?.parentId ?? null);
  const sent = { name: name.trim(), parentId };
  const [first] = useState(sent);
  // A category cannot stand below itself.
  const parents = categories.filter((each) => category === null || !isInside(each, category));
  const save = useFormAction({
    run: () =>
      category === null
        ? body(hub.POST("/api/categories", { body: sent }))
        : body(hub.PATCH("/api/categories/{id}", { ...ofId(category.id), body: changedOf(first, sent) })),
    renews: [["categories"]],
    done: onClose,
    said: t("categories.saved"),
  });
  return (
    <FormDialog
      help={<Help of="category" />}
      title={t(category === null ? "categories.new" : "categories.edit")}
      action={save}
      onClose={onClose}
    >
      <TextInput label={t("categories.name")} required maxLength={255} {...boundText(name, setName)} data-autofocus />
      <Select
        label={t("categories.parent")}
        placeholder={t("categories.top")}
        data={parents.map(({ id, path }) => ({ value: id, label: path.join(" › ") }))}
        value={parentId}
        onChange={setParent}
        searchable
        clearable
      />
    </FormDialog>
  );
}

interface MergeProps extends Omit<DialogProps, "category"> {
  readonly category: Category;
}

/** Everything of one category goes into another, and it is gone. */
function MergeCategory({ category, categories, onClose }: MergeProps) {
  const { t } = useTranslation("products");
  const [intoId, setInto] = useState<string | null>(null);
  const merge = useFormAction({
    run: () => body(hub.POST("/api/categories/{id}/merge", { ...ofId(category.id), body: { intoId: intoId ?? "" } })),
    renews: [["categories"]],
    done: onClose,
    said: t("categories.merged"),
  });
  return (
    <FormDialog
      help={<Help of="category" />}
      title={t("categories.mergeOf", { name: category.name })}
      label={t("categories.mergeButton")}
      action={merge}
      isReady={intoId !== null}
      onClose={onClose}
    >
      <Text size="sm">{t("categories.mergeText")}</Text>
      <Select
        label={t("categories.mergeInto")}
        data={categories
          .filter((each) => !isInside(each, category))
          .map(({ id, path }) => ({ value: id, label: path.join(" › ") }))}
        value={intoId}
        onChange={setInto}
        required
        searchable
      />
    </FormDialog>
  );
}

function isInside(category: Category, outer: Category): boolean {
  return outer.path.every((name, level) => category.path[level] === name);
}

function DeleteCategory({ category, onClose }: { readonly category: Category; onClose(): void }) {
  const { t } = useTranslation("products");
  return (
    <ConfirmAction
      title={t("categories.delete")}
      text={t("categories.deleteText", { count: category.products })}
      label={t("categories.deleteButton", { name: category.name })}
      run={() => body(hub.DELETE("/api/categories/{id}", ofId(category.id)))}
      renews={[["categories"]]}
      said={t("categories.deleted")}
      onClose={onClose}
    />
  );
}
