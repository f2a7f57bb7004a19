/** The sign beside the name: drawn here, because a picture's file would be read as a page of its own before the rows are. */
export function Mark() {
  return (
    <svg width={24} height={24} viewBox="0 0 32 32" aria-hidden>
      <rect width="32" height="32" rx="7" fill="#0f5f66" />
      <path
        d="M15 5v14H6.5C8.5 13.5 11.5 8.5 15 5Zm2 3c4 2.5 6.8 6.5 8 11h-8V8ZM5 21.5h22c-1.2 3.2-3.8 5-7.3 5h-7.4c-3.5 0-6.1-1.8-7.3-5Z"
        fill="#fff"
      />
    </svg>
  );
}
