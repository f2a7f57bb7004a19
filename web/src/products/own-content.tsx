/** What a product says of itself on one channel; what is not set there follows the product. */
import { Checkbox, Stack, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { body, hub, type Shape } from "../data/hub.ts";
import { Help } from "../help/help.tsx";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { FormDialog } from "../ui/dialog.tsx";
import { boundTick } from "../ui/field.ts";
import { fieldErrors } from "../ui/problem.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { Description } from "./description.tsx";
import { useIsUploading } from "./image-drop.tsx";
import { type ImageDraft, Images } from "./images.tsx";

type Product = Shape<"Product">;

interface Props {
  readonly channel: Shape<"ProductChannel">;
  readonly product: Product;
  readonly canChangeImages: boolean;
  onClose(): void;
  onChanged(): unknown;
}

/** Null: the product's. */
interface Draft {
  readonly title: string | null;
  readonly descriptionHtml: string | null;
  readonly images: readonly ImageDraft[] | null;
}

export function OwnContent({ channel, product, canChangeImages, onClose, onChanged }: Props) {
  const { t } = useTranslation("products");
  const { storeId, storeName, own } = channel;
  const [change, setChange] = useState<Partial<Draft>>({});
  const shown: Draft = { ...own, ...change };
  const isUploading = useIsUploading();
  const save = useFormAction({
    run: () => {
      const { images, ...texts } = change;
      return body(
        hub.PATCH("/api/products/{id}/channels/{storeId}", {
          params: { path: { id: product.id, storeId } },
          body: { ...texts, ...(images !== undefined && { images: images?.map(imageOf) ?? null }) },
        }),
      );
    },
    done: async () => {
      await onChanged();
      onClose();
    },
    said: t("saved"),
  });
  const fields = {
    shown,
    product,
    errors: fieldErrors(save.error),
    set: (next: (before: Draft) => Partial<Draft>) =>
      setChange((before) => ({ ...before, ...next({ ...own, ...before }) })),
  };
  return (
    <FormDialog
      help={<Help of="channel_content" />}
      size="xl"
      title={t("channels.contentOn", { name: storeName })}
      label={t("channels.saveContent")}
      action={save}
      isReady={Object.keys(change).length > 0 && shown.title !== "" && !isUploading}
      onClose={onClose}
    >
      <Quiet>{t("channels.contentHelp")}</Quiet>
      <OwnTexts {...fields} />
      {canChangeImages && <OwnImages {...fields} />}
    </FormDialog>
  );
}

/** Which variant an image shows is the product's to say. */
const imageOf = ({ url, alt = "" }: ImageDraft): { url: string; alt: string } => ({ url, alt });

interface FieldProps {
  readonly shown: Draft;
  readonly product: Product;
  readonly errors: Readonly<Record<string, string>>;
  /** Takes what they were before: an upload ends when it ends. */
  set(next: (before: Draft) => Partial<Draft>): void;
}

function OwnTexts({ shown, product, errors, set }: FieldProps) {
  const { t } = useTranslation("products");
  const { title, descriptionHtml } = shown;
  return (
    <>
      <Follows
        label={t("channels.useTitle")}
        isOn={title === null}
        onChange={(isOn) => set(() => ({ title: isOn ? null : product.title }))}
      >
        <TextInput
          label={t("fields.title")}
          value={title ?? product.title}
          disabled={title === null}
          maxLength={500}
          error={errors["title"]}
          onChange={(event) => {
            const { value } = event.currentTarget;
            set(() => ({ title: value }));
          }}
        />
      </Follows>
      <Follows
        label={t("channels.useDescription")}
        isOn={descriptionHtml === null}
        onChange={(isOn) => set(() => ({ descriptionHtml: isOn ? null : product.descriptionHtml }))}
      >
        {descriptionHtml !== null && (
          <Description
            html={descriptionHtml}
            isEditable
            error={errors["descriptionHtml"]}
            onChange={(html) => set(() => ({ descriptionHtml: html }))}
          />
        )}
      </Follows>
    </>
  );
}

function OwnImages({ shown: { images }, product, errors, set }: FieldProps) {
  const { t } = useTranslation("products");
  return (
    <Follows
      label={t("channels.useImages")}
      isOn={images === null}
      onChange={(isOn) => set(() => ({ images: isOn ? null : product.images.map(imageOf) }))}
    >
      {images !== null && (
        <Images
          images={images}
          isEditable
          errors={errors}
          onChange={(next) => set((before) => ({ images: next(before.images ?? []) }))}
        />
      )}
    </Follows>
  );
}

interface FollowsProps {
  readonly label: string;
  readonly isOn: boolean;
  readonly children: ReactNode;
  onChange(isOn: boolean): void;
}

/** A field that follows the product as long as it is ticked. */
function Follows({ label, isOn, children, onChange }: FollowsProps) {
  return (
    <Stack gap={6}>
      <Checkbox label={label} {...boundTick(isOn, onChange)} />
      {children}
    </Stack>
  );
}
