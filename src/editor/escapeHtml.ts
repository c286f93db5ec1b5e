/** A text as HTML that shows it, inside an element or a quoted attribute; nothing of it becomes markup. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
