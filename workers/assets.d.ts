declare module '*/wasm' {
  const bytes: Uint8Array;
  export default bytes;
}
declare module 'text:*' {
  const text: string;
  export default text;
}
declare module '*.wasm?url' {
  const url: string;
  export default url;
}
declare module '*.js?url' {
  const url: string;
  export default url;
}
declare module '*?raw' {
  const text: string;
  export default text;
}
