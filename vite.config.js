import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";

// Django serves what is built; there is no development server to keep in step with.
export default defineConfig({
  root: "guanlian/web/assets",
  base: "/static/dist/",
  plugins: [tailwindcss()],
  build: {
    outDir: "../static/dist",
    emptyOutDir: true,
    manifest: "manifest.json",
    assetsDir: "assets",
    target: "es2020",
    modulePreload: { polyfill: false },
    rolldownOptions: { input: ["css/app.css", "js/app.js", "js/door.js"].map((f) => `guanlian/web/assets/${f}`) },
  },
});
