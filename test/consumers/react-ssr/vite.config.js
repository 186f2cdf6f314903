import react from '@vitejs/plugin-react';

// React says what does not fit while it is developed with, and nothing in production.
export default { plugins: [react()], define: { 'process.env.NODE_ENV': '"development"' } };
